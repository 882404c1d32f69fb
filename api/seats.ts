/** A bounded number of those who may stay for long: streams, waits. */
export class Seats {
  readonly max: number;
  #taken = 0;
  readonly #emptied = new Set<() => void>();

  constructor(max: number) {
    this.max = max;
  }

  /** How many are taken. */
  get taken(): number {
    return this.#taken;
  }

  /** Takes one, and returns what gives it back, once however often it is called; null if all are taken. */
  take(): (() => void) | null {
    if (this.#taken >= this.max) return null;
    this.#taken += 1;
    let isGivenBack = false;
    return () => {
      if (isGivenBack) return;
      isGivenBack = true;
      this.#taken -= 1;
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
