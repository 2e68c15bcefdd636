import { type Problem, problem } from "../domain/problem.ts";
import type { Command } from "./command.ts";
import { findCommand, unknownCommand } from "./registry.ts";
import type { CommandRequest } from "./runner.ts";

/** What no browser is needed for to see is wrong with commands, naming the first step that it is wrong with. */
export function mistakeIn(requests: readonly CommandRequest[]): Problem | undefined {
	for (const [index, request] of requests.entries()) {
		const mistake = mistakeInOne(request);
		if (mistake !== undefined) return problem(mistake.code, `commands.${index}: ${mistake.message}`);
	}
	return undefined;
}

/** The same of one command. */
export function mistakeInOne({ command: name, data }: CommandRequest): Problem | undefined {
	const command = findCommand(name);
	return command === undefined ? unknownCommand(name) : refusalOf(command.prepare(data));
}

const refusalOf = (prepared: ReturnType<Command["prepare"]>): Problem | undefined =>
	prepared.ok ? undefined : prepared.problem;
