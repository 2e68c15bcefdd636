import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { ensureMigrated } from "../../src/catalog/migrate.ts";
import { returnModelTokens, takeModelTokens } from "../../src/catalog/model-tokens.ts";
import { TokenBudget } from "../../src/model/token-budget.ts";

const db = env.CATALOG;
const DAY_MS = 86_400_000;
const now = Date.UTC(2026, 10, 30, 12);

let accounts = 0;
const newAccount = () => `tokens-${(accounts += 1)}`;

beforeAll(() => ensureMigrated(db));

const take = (account: string, tokens: number, at = now) =>
	takeModelTokens(db, { account, now: at, tokens, perDay: 100 });

describe("an account's tokens of a day", () => {
	test("are taken until they are used up, to the last", async () => {
		const account = newAccount();
		expect(await take(account, 60)).toBe(true);
		expect(await take(account, 41)).toBe(false);
		expect(await take(account, 40)).toBe(true);
		expect(await take(account, 1)).toBe(false);
	});

	test("do not allow a first question that takes more", async () => {
		const account = newAccount();
		expect(await take(account, 101)).toBe(false);
		expect(await take(account, 100)).toBe(true);
	});

	test("are there again on the next day", async () => {
		const account = newAccount();
		await take(account, 100);
		expect(await take(account, 1, now + DAY_MS / 2 - 1)).toBe(false);
		expect(await take(account, 100, now + DAY_MS / 2)).toBe(true);
	});

	test("are no other account's", async () => {
		await take(newAccount(), 100);
		expect(await take(newAccount(), 100)).toBe(true);
	});

	test("are given back where they were not used, and taken where more were", async () => {
		const account = newAccount();
		await take(account, 100);
		await returnModelTokens(db, account, now, 70);
		expect(await take(account, 71)).toBe(false);
		await returnModelTokens(db, account, now, -20);
		expect(await take(account, 51)).toBe(false);
		expect(await take(account, 50)).toBe(true);
	});

	test("are not given back on another day", async () => {
		const account = newAccount();
		await take(account, 100);
		await take(account, 100, now + DAY_MS);
		await returnModelTokens(db, account, now, 100);
		expect(await take(account, 1, now + DAY_MS)).toBe(false);
	});

	test("hold with many questions at once", async () => {
		const account = newAccount();
		const taken = await Promise.all(Array.from({ length: 20 }, () => take(account, 10)));
		expect(taken.filter(Boolean)).toHaveLength(10);
	});
});

test("a question that would take more is refused until the next day, and costs nothing", async () => {
	const budget = new TokenBudget(db, newAccount(), 1_000);
	const first = await budget.take(900);
	const refused = await budget.take(200);
	expect(refused).toMatchObject({ ok: false, problem: { code: "token_budget_exceeded" } });
	expect(refused).toHaveProperty("problem.message", expect.stringContaining("MODEL_TOKENS_PER_DAY"));
	expect(refused.ok ? 0 : refused.problem.retryAfterS).toBeGreaterThan(0);
	expect(refused.ok ? 0 : refused.problem.retryAfterS).toBeLessThanOrEqual(86_400);
	if (first.ok) await first.value.settle(100);
	expect(await budget.take(900)).toMatchObject({ ok: true });
});
