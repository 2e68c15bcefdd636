/** A stretch of a list, and how long the list is. */
export interface Page {
	readonly offset: number;
	readonly limit: number;
}

/** The part of the object's storage that holds tables. */
export type TableStorage = Pick<SqlStorage, "exec">;
