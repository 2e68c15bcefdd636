/** The hosts of the suites' own servers. */
const ownHosts = ["localhost", "*.localhost", "127.0.0.1", "*.test", "mapped.local"];

const userAgent =
	"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";

/** What a session is asked for with, in the body of Berth's own create. */
const bodies = {
	/** Nothing watches. */
	plain: { record: false },
	/** As it is where nobody says anything. */
	log: {},
	recorded: { recording: true },
	guarded: { guardrails: { allowedDomains: ownHosts } },
	identity: { identity: { hidesAutomation: true, userAgent } },
} as const;

export type Mode = keyof typeof bodies;

export const isMode = (name: string): name is Mode => Object.hasOwn(bodies, name);

// Its keys are those of the object above.
export const MODES = Object.keys(bodies) as readonly Mode[];

export const bodyOf = (mode: Mode): object => bodies[mode];
