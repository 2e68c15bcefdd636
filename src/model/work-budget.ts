/** Thrown when checking an answer has taken all the work that it may. */
export class OverBudget extends Error {
	override readonly name = "OverBudget";
}

/** What checking one answer may cost, in looks at the schema and at the answer. */
const MOST_LOOKS = 1_000_000;

/**
 * Bounds the work of a validator that has no bounds itself: it counts each look at what it is given. So neither a schema
 * whose branches multiply nor a long answer can stall the isolate.
 */
export class WorkBudget {
	/** Of the texts in the answer, in characters: keywords about texts go through them. */
	longestText = 0;
	#left = MOST_LOOKS;

	refill(): void {
		this.#left = MOST_LOOKS;
	}

	spend(looks: number): void {
		this.#left -= looks;
		if (this.#left < 0) throw new OverBudget();
	}

	/** The same object, whose fields cost. */
	counted<T extends object>(target: T): T {
		return new Proxy(target, {
			get: (of, key): unknown => {
				const value: unknown = Reflect.get(of, key);
				const isAboutText = value !== undefined && TEXT_KEYWORDS.has(key);
				this.spend(isAboutText ? 1 + this.longestText / CHARACTERS_A_LOOK : 1);
				return value;
			},
		});
	}

	/** The same value, whose fields cost at any depth, and which has no others. */
	countedDeep(value: unknown): unknown {
		if (typeof value !== "object" || value === null) return value;
		return new Proxy(value, {
			get: (of, key): unknown => {
				this.spend(1);
				return Object.hasOwn(of, key) ? this.countedDeep(Reflect.get(of, key)) : undefined;
			},
			has: (of, key) => Object.hasOwn(of, key),
			ownKeys: (of) => {
				const keys = Reflect.ownKeys(of);
				this.spend(keys.length);
				return keys;
			},
		});
	}
}

const TEXT_KEYWORDS: ReadonlySet<string | symbol> = new Set(["minLength", "maxLength", "format"]);
const CHARACTERS_A_LOOK = 8;
