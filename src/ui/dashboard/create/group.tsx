import type { ComponentChildren } from "preact";
import type { ApiProblem } from "../api/problem.ts";

export interface GroupProps {
	/** What the last try was refused with. */
	readonly problem: ApiProblem | undefined;
}

export const Group = ({
	title,
	children,
}: {
	readonly title: string;
	readonly children: ComponentChildren;
}) => (
	<fieldset>
		<legend>{title}</legend>
		{children}
	</fieldset>
);

export interface TickProps {
	readonly name: string;
	readonly value?: string;
	readonly children: ComponentChildren;
}

/** Something that is or is not wanted; several of one name are a list of their values. */
export const Tick = ({ name, value, children }: TickProps) => (
	<label class="tick">
		<input type="checkbox" name={name} {...(value !== undefined && { value })} />
		<span>{children}</span>
	</label>
);
