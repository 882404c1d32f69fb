import type { Fault, ReadEvent } from './read-events.ts';

/** Whether the events of one operation can have the same link, and those of two never do. */
export function checkLinks(events: readonly ReadEvent[]): Fault[] {
  const model = events.find(({ role }) => role === 'origin') ?? events[0];
  if (!model) return [];
  return events.flatMap((event) => {
    const { name, entry } = event;
    const path = ['events', name, 'link'];
    if (!entry.link.some((part) => typeof part === 'string')) {
      return [
        {
          path,
          message: `must name a field: what all events have in common would make one operation of all`,
        },
      ];
    }
    if (entry.link.length !== model.entry.link.length) {
      return [
        {
          path,
          message: `must have as many parts as that of ${model.name}, in the same order: ${model.entry.link.length}, not ${entry.link.length}`,
        },
      ];
    }
    return entry.link.flatMap((_, index) => {
      const [own, wanted] = [typeAt(event, index), typeAt(model, index)];
      if (own === wanted) return [];
      return [
        {
          path: [...path, String(index)],
          message: `must be what part ${index + 1} of the link of ${model.name} is, ${wanted}, and not ${own}`,
        },
      ];
    });
  });
}

/** What stands at a place of a link, in words. Whole numbers of any size are compared as numbers. */
function typeAt({ entry, fields }: ReadEvent, index: number): string {
  const part = entry.link[index];
  if (typeof part === 'string') {
    const type = fields.get(part)?.type;
    return type === 'number' ? 'a whole number' : type === 'text' ? 'a string' : String(type);
  }
  if (part === undefined) return 'nothing';
  return 'is' in part ? `the constant ${part.is}` : `the chain of the ${part.chain}`;
}
