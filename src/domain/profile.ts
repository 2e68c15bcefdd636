/** A saved profile as a list shows it. Times are epoch milliseconds. */
export interface ProfileRecord {
	readonly id: string;
	readonly account: string;
	/** What its owner calls it. */
	readonly name?: string | undefined;
	/** What it holds, before it is compressed. */
	readonly sizeBytes: number;
	readonly createdAt: number;
	readonly updatedAt: number;
}

/** Names and counts of what a profile holds, never a value. */
export interface ProfileSummary {
	readonly cookies: readonly { readonly domain: string; readonly count: number }[];
	readonly origins: readonly OriginSummary[];
	/** What should be in it and is not. */
	readonly leftOut: readonly LeftOut[];
}

export interface OriginSummary {
	readonly origin: string;
	readonly localStorageKeys: number;
	readonly databases: readonly DatabaseSummary[];
}

/** An IndexedDB database. */
export interface DatabaseSummary {
	readonly name: string;
	readonly version: number;
	readonly stores: readonly StoreSummary[];
}

export interface StoreSummary {
	readonly name: string;
	readonly records: number;
	/** Records that can't leave their browser, such as those with a key that may not be exported. */
	readonly skippedRecords: number;
}

export interface LeftOut {
	readonly origin: string;
	/** The database; the whole origin without it. */
	readonly database?: string | undefined;
	readonly reason: "too_large" | "too_many" | "no_answer" | "unreadable";
}

/** What a profile puts back into a browser. */
export interface ProfileContents {
	readonly cookies: readonly ProfileCookie[];
	readonly origins: readonly OriginContents[];
}

/** An origin's localStorage and IndexedDB, in the form that the scripts that run there write and read. */
export interface OriginContents {
	readonly origin: string;
	readonly state: string;
}

/** A cookie as `Storage.setCookies` takes it. */
export interface ProfileCookie {
	readonly name: string;
	readonly value: string;
	readonly domain: string;
	readonly path: string;
	/** Epoch seconds; absent for one that ends with the browser. */
	readonly expires?: number | undefined;
	readonly secure: boolean;
	readonly httpOnly: boolean;
	readonly sameSite?: string | undefined;
	readonly priority?: string | undefined;
	readonly sourceScheme?: string | undefined;
	readonly sourcePort?: number | undefined;
	readonly partitionKey?: PartitionKey | undefined;
}

/** The site that a partitioned cookie was set under. */
export interface PartitionKey {
	readonly topLevelSite: string;
	readonly hasCrossSiteAncestor: boolean;
}

/** A profile and what is in it. */
export interface ProfileDescription extends ProfileRecord {
	readonly summary: ProfileSummary;
}
