const MOST_DATABASES = 50;
const MOST_STORES = 100;
/** Records that are read at once. */
const BATCH = 200;
/** What is shown of a name that a site has chosen. */
const MOST_OF_NAME = 200;

/** Why something is left out; whatever else goes wrong makes it unreadable. */
class Left extends Error {
	/** @param {LeftOut["reason"]} reason */
	constructor(reason) {
		super(reason);
		this.reason = reason;
	}
}

/** What is left of the bytes and the time that may be spent. */
class Allowance {
	/** @param {{mostBytes: number, patienceMs: number}} bounds */
	constructor({ mostBytes, patienceMs }) {
		this.mostBytes = mostBytes;
		this.usedBytes = 0;
		this.until = Date.now() + patienceMs;
	}

	/** @param {string} text */
	spend(text) {
		this.usedBytes += new Blob([text]).size;
		if (this.usedBytes > this.mostBytes) throw new Left("too_large");
	}

	/**
	 * @template T
	 * @param {Promise<T>} task
	 * @returns {Promise<T>}
	 */
	within(task) {
		const { promise, reject } = Promise.withResolvers();
		const timer = setTimeout(() => reject(new Left("no_answer")), Math.max(this.until - Date.now(), 0));
		return Promise.race([task, /** @type {Promise<never>} */ (promise)]).finally(() => clearTimeout(timer));
	}
}

/**
 * The origin's localStorage and IndexedDB as far as the bounds let, and what there is of them. A part that can't be had
 * whole is left out.
 * @param {{origin: string, mostBytes: number, patienceMs: number}} bounds
 */
async function readStorage(bounds) {
	if (location.origin !== bounds.origin) throw new Error(`this is ${location.origin}`);
	const allowance = new Allowance(bounds);
	/** @type {StorageState} */
	const state = { localStorage: [], databases: [] };
	/** @type {LeftOut[]} */
	const leftOut = [];

	/**
	 * @template T
	 * @param {string | undefined} database
	 * @param {() => Promise<T>} read
	 */
	const attempt = async (database, read) => {
		const { usedBytes } = allowance;
		try {
			return await allowance.within(read());
		} catch (fault) {
			allowance.usedBytes = usedBytes;
			const reason = fault instanceof Left ? fault.reason : "unreadable";
			leftOut.push({ ...(database !== undefined && { database: database.slice(0, MOST_OF_NAME) }), reason });
			return undefined;
		}
	};

	state.localStorage = (await attempt(undefined, async () => readLocalStorage(allowance))) ?? [];
	const listed = (await attempt(undefined, () => indexedDB.databases())) ?? [];
	for (const { name = "" } of listed.slice(0, MOST_DATABASES)) {
		const database = await attempt(name, () => readDatabase(name, allowance));
		if (database !== undefined) state.databases.push(database);
	}
	for (const { name = "" } of listed.slice(MOST_DATABASES, 2 * MOST_DATABASES))
		leftOut.push({ database: name.slice(0, MOST_OF_NAME), reason: "too_many" });
	const isEmpty = state.localStorage.length === 0 && state.databases.length === 0;
	return {
		state: isEmpty ? null : await packed(JSON.stringify(state)),
		usedBytes: allowance.usedBytes,
		localStorageKeys: state.localStorage.length,
		databases: state.databases.map(summaryOf),
		leftOut,
	};
}

/** @param {SavedDatabase} database */
const summaryOf = ({ name, version, stores }) => ({
	name: name.slice(0, MOST_OF_NAME),
	version,
	stores: stores.map((store) => ({
		name: store.name.slice(0, MOST_OF_NAME),
		records: store.records.length,
		skippedRecords: store.skippedRecords,
	})),
});

/**
 * @param {Allowance} allowance
 * @returns {[string, string][]}
 */
function readLocalStorage(allowance) {
	return Array.from({ length: localStorage.length }, (_, index) => {
		const key = localStorage.key(index) ?? "";
		const value = localStorage.getItem(key) ?? "";
		allowance.spend(key + value);
		return [key, value];
	});
}

/**
 * @param {string} name
 * @param {Allowance} allowance
 * @returns {Promise<SavedDatabase | undefined>}
 */
async function readDatabase(name, allowance) {
	const opening = indexedDB.open(name);
	// One that was deleted meanwhile is not to be made anew.
	opening.addEventListener("upgradeneeded", () => opening.transaction?.abort());
	const database = await answerOf(opening);
	// The site's own change of it goes first.
	database.addEventListener("versionchange", () => database.close());
	try {
		const names = [...database.objectStoreNames];
		if (names.length > MOST_STORES) throw new Left("too_many");
		const stores = [];
		for (const store of names) stores.push(await readStore(database, store, allowance));
		return { name, version: database.version, stores };
	} finally {
		database.close();
	}
}

/**
 * @param {IDBDatabase} database
 * @param {string} name
 * @param {Allowance} allowance
 * @returns {Promise<SavedStore>}
 */
async function readStore(database, name, allowance) {
	const records = [];
	let skippedRecords = 0;
	const store = storeOf(database, name);
	const { keyPath, autoIncrement } = store;
	const indexes = [...store.indexNames].map((each) => {
		const index = store.index(each);
		const { unique, multiEntry } = index;
		return { name: each, keyPath: index.keyPath, unique, multiEntry };
	});
	allowance.spend(JSON.stringify([name, keyPath, indexes]));
	/** @type {IDBKeyRange | null} */
	let range = null;
	for (;;) {
		if (Date.now() > allowance.until) throw new Left("no_answer");
		const from = storeOf(database, name);
		const [keys, values] = await Promise.all([
			answerOf(from.getAllKeys(range, BATCH)),
			answerOf(from.getAll(range, BATCH)),
		]);
		for (const [at, key] of keys.entries()) {
			const text = textOf([key, values[at]]);
			if (text === undefined) skippedRecords += 1;
			else {
				allowance.spend(text);
				records.push(text);
			}
		}
		if (keys.length < BATCH) break;
		range = IDBKeyRange.lowerBound(keys.at(-1), true);
	}
	return { name, keyPath, autoIncrement, indexes, records, skippedRecords };
}

/**
 * @param {IDBDatabase} database
 * @param {string} name
 */
const storeOf = (database, name) => database.transaction(name, "readonly").objectStore(name);

/** @param {[IDBValidKey, unknown]} record */
function textOf(record) {
	try {
		return codec.stringifySync(record);
	} catch {
		return undefined;
	}
}
