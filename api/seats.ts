/** A bounded number of those who may stay for long: streams, waits. */
export class Seats {
  readonly max: number;
  /** How many one of them may take: nobody takes all. */
  readonly maxEach: number;
  #taken = 0;
  readonly #takenBy = new Map<string, number>();
  readonly #emptied = new Set<() => void>();

  constructor(max: number, maxEach = max) {
    this.max = max;
    this.maxEach = maxEach;
  }

  /** How many are taken. */
  get taken(): number {
    return this.#taken;
  }

  /** How many of them are somebody's. */
  takenBy(who: string): number {
    return this.#takenBy.get(who) ?? 0;
  }

  /**
   * Takes one, and returns what gives it back, once however often it is called; null if all are taken, or all that one may
   * have.
   *
   * @param who takes it: a key or an address
   */
  take(who = ''): (() => void) | null {
    const own = this.takenBy(who);
    if (this.#taken >= this.max || own >= this.maxEach) return null;
    this.#taken += 1;
    this.#takenBy.set(who, own + 1);
    let isGivenBack = false;
    return () => {
      if (isGivenBack) return;
      isGivenBack = true;
      this.#taken -= 1;
      const left = this.takenBy(who) - 1;
      if (left > 0) this.#takenBy.set(who, left);
      else this.#takenBy.delete(who);
      if (this.#taken > 0) return;
      for (const tell of this.#emptied) tell();
      this.#emptied.clear();
    };
  }

  /** Resolves once nobody has one. */
  async emptied(): Promise<void> {
    if (this.#taken > 0) await new Promise<void>((resolve) => this.#emptied.add(resolve));
  }
}
