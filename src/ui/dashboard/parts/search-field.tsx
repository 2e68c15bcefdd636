export interface SearchFieldProps {
	/** What is searched, for whoever can't see where it stands. */
	readonly label: string;
	readonly placeholder: string;
	readonly text: string;
	readonly onText: (text: string) => void;
}

/** Looks through what is shown as a person types. */
export const SearchField = ({ label, placeholder, text, onText }: SearchFieldProps) => (
	<input
		type="search"
		aria-label={label}
		placeholder={placeholder}
		value={text}
		spellcheck={false}
		autocapitalize="none"
		onInput={({ currentTarget }) => onText(currentTarget.value)}
	/>
);

/** Whether any of these texts holds what is looked for, whatever the case. */
export function holds(wanted: string, ...texts: readonly (string | undefined)[]): boolean {
	const sought = wanted.trim().toLowerCase();
	return texts.some((text) => text?.toLowerCase().includes(sought));
}
