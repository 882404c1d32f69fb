import { ALL_PACES } from './pace-of.ts';
import type { Rules, Step, Usual } from './rules.ts';

/** What is wrong with a protocol's rules, as sentences; none if they can be folded by. Whoever binds a protocol asks. */
export function checkRules({ steps, kinds, ...rules }: Rules): string[] {
  const others = Object.entries(kinds ?? {});
  // What ends where it begins needs no origin: see `Rules.kinds`.
  const routes = [['its route', steps] as const, ...others.filter(([, route]) => !isSingle(route))];
  const carried = [steps, ...others.map(([, route]) => route)]
    .flat()
    .filter(({ byCarrier }) => byCarrier);
  return [
    ...routes.flatMap(([name, route]) => checkRoute(route).map((fault) => `${name}: ${fault}`)),
    ...others
      .filter(([, route]) => isSingle(route) && route[0]?.required !== 'always')
      .map(([name]) => `${name}: its only step is not required`),
    ...checkRoles([steps, ...others.map(([, route]) => route)].flat()),
    ...(rules.carriedBy
      ? []
      : carried.map(({ name }) => `${name} is done by a carrier, and there is none`)),
    ...(rules.transitSecondsMax !== undefined && !rules.destinationProvesOrigin
      ? ['a delivery that proves no origin may come from anywhere: transitSecondsMax says nothing']
      : []),
    ...checkPaces(rules.paces?.names ?? []),
  ];
}

/** So many distributions of one step a lane may have. */
const PACES_MAX = 5;

function checkPaces(names: readonly string[]): string[] {
  return [
    ...(new Set(names).size < names.length ? ['two paces have one name'] : []),
    ...(names.length > PACES_MAX ? [`there are more than ${PACES_MAX} paces`] : []),
    ...(names.includes(ALL_PACES) ? [`no pace is called ${ALL_PACES}`] : []),
  ];
}

const isSingle = (route: readonly Step[]): boolean => route.length === 1;

function checkRoute(route: readonly Step[]): string[] {
  const names = route.map(({ name }) => name);
  const [first] = route;
  const hasRefund = route.some(({ role }) => role === 'refund');
  return [
    ...(first?.role === 'origin' && first.required === 'always'
      ? []
      : ['it begins with its origin, which is always required']),
    ...(route.some(({ role, required }) => ends.has(role) && required !== 'never')
      ? []
      : ['nothing is delivered: neither a destination nor a hub is required']),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `two steps are called ${name}`),
    ...route.flatMap((step) =>
      checkStep(step, route, hasRefund).map((fault) => `${step.name} ${fault}`),
    ),
  ];
}

/** Where an operation may end. */
const ends = new Set<Step['role']>(['destination', 'hub']);

/** Roles that lead away from completion, or come after it. */
const asides = new Set<Step['role']>(['cancel', 'settlement', 'refund']);

function checkStep(
  { role, required, alternatives = [], settles = [], oneForEach, after, deadline, usual }: Step,
  route: readonly Step[],
  hasRefund: boolean,
): string[] {
  const isStep = (name: string) => route.some((step) => step.name === name);
  const faults: string[] = [];
  if (role === 'origin' && route[0]?.role !== 'origin')
    faults.push('is an origin, and not the first');
  if (asides.has(role) && required !== 'never')
    faults.push(`is a ${role}, which nothing waits for`);
  faults.push(
    ...alternatives.filter((name) => !isStep(name)).map((name) => `has no alternative ${name}`),
  );
  if (oneForEach !== undefined && !isStep(oneForEach))
    faults.push(`comes once for each ${oneForEach}, which is no step`);
  if (after !== undefined && !(role === 'refund' && isStep(after)))
    faults.push(`comes after ${after}: only a refund does, and after a step`);
  faults.push(
    ...settles
      .filter((name) => !alternatives.includes(name))
      .map((name) => `settles ${name}, which is no alternative of it`),
  );
  if (deadline && required === 'never') faults.push('has a deadline, and nothing waits for it');
  if (deadline && deadline.at !== 'told' && !isStep(deadline.at.after))
    faults.push(`counts its deadline from ${deadline.at.after}, which is no step`);
  if (deadline?.tries !== undefined && !isStep(deadline.tries))
    faults.push(`is tried by ${deadline.tries}, which is no step`);
  const isHasty = ({ seconds, lateAfter }: Usual) => !(seconds > 0 && lateAfter >= seconds);
  if (usual && [usual, ...Object.values(usual.from ?? {})].some(isHasty))
    faults.push('is late before it usually comes');
  const isOwed = deadline?.becomes === 'expired' || deadline?.becomes === 'refunding';
  if (isOwed && !hasRefund) faults.push(`becomes ${deadline.becomes}, and there is no refund`);
  return faults;
}

/** A leg's role is stored with it, whatever the kind of its operation turns out to be. */
function checkRoles(steps: readonly Step[]): string[] {
  const roles = new Map(steps.map(({ name, role }) => [name, role]));
  return [
    ...new Set(
      steps
        .filter(({ name, role }) => roles.get(name) !== role)
        .map(({ name }) => `${name} has another role in another kind`),
    ),
  ];
}
