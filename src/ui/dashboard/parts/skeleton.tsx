/** Stands where rows will be, so that nothing jumps when they come. */
export const Skeleton = ({ rows = 4 }: { readonly rows?: number }) => (
	<div class="skeleton" aria-busy="true" role="status">
		<span class="unseen">Loading…</span>
		{Array.from({ length: rows }, (_, index) => (
			<div key={index} />
		))}
	</div>
);
