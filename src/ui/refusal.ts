/** What Berth says of a request that it refuses. */
export interface Refusal {
	/** Empty where that API has none. */
	readonly code: string;
	readonly message: string;
}

interface ErrorBody {
	readonly error?: string | { readonly code?: string; readonly message?: string };
	readonly code?: string;
	readonly errors?: readonly { readonly message?: string }[];
}

/** Reads a refusal in the words of any of Berth's APIs. */
export async function refusalIn(answer: Response): Promise<Refusal> {
	const { error, errors, ...body } = (await answer.json().catch(() => ({}))) as ErrorBody;
	const own = typeof error === "object" ? error : { code: body.code, message: error ?? errors?.[0]?.message };
	return { code: own.code ?? "", message: own.message ?? `Berth answered ${answer.status}.` };
}
