import { undergo } from "./catalog-fault.ts";

const CALLS: ReadonlySet<PropertyKey> = new Set(["first", "run", "all", "raw"]);

const realStatements = new WeakMap<D1PreparedStatement, D1PreparedStatement>();

/** A database that fails when it is told to. Only what Berth uses of D1 is there. */
export function faulty(db: D1Database): D1Database {
	return new Proxy(db, {
		get(target, name) {
			if (name === "prepare") return (sql: string) => faultyStatement(target.prepare(sql));
			if (name === "batch")
				return (statements: D1PreparedStatement[]) =>
					undergo(() => target.batch(statements.map((each) => realStatements.get(each) ?? each)));
			throw new Error(`chaos: D1Database.${String(name)} is not wrapped`);
		},
	});
}

function faultyStatement(statement: D1PreparedStatement): D1PreparedStatement {
	const wrapped = new Proxy(statement, {
		get(target, name) {
			if (name === "bind") return (...values: unknown[]) => faultyStatement(target.bind(...values));
			if (!CALLS.has(name)) throw new Error(`chaos: D1PreparedStatement.${String(name)} is not wrapped`);
			// The name was checked; each of the four takes these arguments and gives a promise.
			const call = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
			return (...args: unknown[]) => undergo(() => call.apply(target, args));
		},
	});
	realStatements.set(wrapped, statement);
	return wrapped;
}
