import { openApiText } from './openapi-text.ts';

// CAST: what the document generator makes.
const document = JSON.parse(openApiText()) as { paths: Record<string, unknown> };

/** The route of the document that a path belongs to; one without parameters goes first, as in the server. */
export function routeOf(path: string): string {
  const [own = ''] = path.split('?');
  const parts = own.split('/');
  if (document.paths[own]) return own;
  const match = Object.keys(document.paths).find((route) => {
    const pattern = route.split('/');
    return (
      pattern.length === parts.length &&
      pattern.every((part, i) => part.startsWith('{') || part === parts[i])
    );
  });
  return match ?? own;
}
