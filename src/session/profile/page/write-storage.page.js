/**
 * Puts an origin's localStorage and IndexedDB in the place of those that it has. Gives the number of records that this
 * browser does not take.
 * @param {{origin: string, state: string}} saved
 */
async function writeStorage({ origin, state }) {
	if (location.origin !== origin) throw new Error(`this is ${location.origin}`);
	/** @type {StorageState} */
	const { localStorage: entries, databases } = JSON.parse(await unpacked(state));
	localStorage.clear();
	for (const [key, value] of entries) localStorage.setItem(key, value);
	let refusedRecords = 0;
	for (const database of databases) refusedRecords += await writeDatabase(database);
	return refusedRecords;
}

/**
 * All of it in one transaction: it is there as a whole, or not at all.
 * @param {SavedDatabase} saved
 */
async function writeDatabase({ name, version, stores }) {
	await answerOf(indexedDB.deleteDatabase(name));
	const opening = indexedDB.open(name, version);
	let refusedRecords = 0;
	opening.addEventListener("upgradeneeded", () => {
		try {
			for (const store of stores) refusedRecords += writeStore(opening.result, store);
		} catch (fault) {
			opening.transaction?.abort();
			throw fault;
		}
	});
	const database = await answerOf(opening);
	database.close();
	return refusedRecords;
}

/**
 * @param {IDBDatabase} database
 * @param {SavedStore} saved
 */
function writeStore(database, { name, keyPath, autoIncrement, indexes, records }) {
	const store = database.createObjectStore(name, { keyPath, autoIncrement });
	for (const { name: index, keyPath: path, unique, multiEntry } of indexes)
		store.createIndex(index, path, { unique, multiEntry });
	let refusedRecords = 0;
	for (const record of records) {
		const [key, value] = /** @type {[IDBValidKey, unknown]} */ (codec.parseSync(record));
		try {
			if (keyPath === null) store.put(value, key);
			else store.put(value);
		} catch {
			refusedRecords += 1;
		}
	}
	return refusedRecords;
}
