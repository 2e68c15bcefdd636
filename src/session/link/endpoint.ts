import { type AddressBook, EndpointBrowser } from "../../browser/endpoint.ts";
import { type AllowedEndpoints, endpointAddress } from "../../browser/endpoint-address.ts";
import type { Config } from "../../domain/config.ts";
import { ok, type Result } from "../../domain/result.ts";
import type { SessionOptions, SessionOrder } from "../../domain/session.ts";
import { NO_TRUST } from "../../domain/trust.ts";
import { seal, unseal } from "../../lib/seal.ts";
import { OpenedTabs } from "../pages/opened-tabs.ts";
import type { SessionStore } from "../store.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Where a session's browser is, when it was told to use one that is there: it may hold a key, and is kept sealed. */
export class Endpoint implements AddressBook {
	readonly #store: SessionStore;
	readonly #config: Config;

	constructor(store: SessionStore, config: Config) {
		this.#store = store;
		this.#config = config;
	}

	/** The browser that is there; `onOpened` is told of each tab that is opened through the session. */
	browser(onOpened: (tab: string) => void): EndpointBrowser {
		return new EndpointBrowser({
			network: { fetch: (input, init) => fetch(input, init) },
			timeoutMs: this.#config.answerTimeoutMs,
			allowed: () => this.#allowed(this.#store.options?.trust),
			address: this,
			tabs: new OpenedTabs(this.#store, onOpened),
		});
	}

	/** What a request asks for, with the address in it checked and sealed for the session's object. */
	async sealIn(id: string, { cdpUrl, ...options }: SessionOrder): Promise<Result<SessionOptions>> {
		if (cdpUrl === undefined) return ok(options);
		const address = endpointAddress(cdpUrl, this.#allowed(options.trust));
		return address.ok ? ok({ ...options, endpoint: await this.#sealed(id, address.value.href) }) : address;
	}

	async read(): Promise<string | undefined> {
		const { session, options } = this.#store;
		if (session === undefined || options?.endpoint === undefined) return undefined;
		const plain = await unseal(this.#config.encryptionSecret, purpose(session.id), options.endpoint);
		return plain && decoder.decode(plain);
	}

	async write(address: string): Promise<void> {
		const { session } = this.#store;
		if (session === undefined) return;
		const endpoint = await this.#sealed(session.id, address);
		const { options } = this.#store;
		if (options?.endpoint !== undefined) this.#store.options = { ...options, endpoint };
	}

	/** Sessions from before there was trust go on at the address that everybody may use. */
	#allowed(trust = NO_TRUST): AllowedEndpoints {
		return { ...trust, privateEndpoint: trust.privateEndpoint || this.#config.privateCdp === "true" };
	}

	#sealed(id: string, address: string): Promise<Uint8Array<ArrayBuffer>> {
		return seal(this.#config.encryptionSecret, purpose(id), Uint8Array.from(encoder.encode(address)));
	}
}

const purpose = (sessionId: string): string => `cdp_url:${sessionId}`;
