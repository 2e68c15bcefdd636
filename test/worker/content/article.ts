const paragraph = (subject: string) =>
	`<p>${subject} is described here at some length, with commas, clauses, and <a href="../more?about=${subject}#x">links</a>, ` +
	"because a page that has nothing to say is not an article, and a reader would not be served by one. ".repeat(
		3,
	) +
	"</p>";

/** An article as the web has them: navigation, advertisements, a sidebar, tables, code, pictures, and its data. */
export const article = `<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8">
<title>Sea Otters - The Coast Journal</title>
<meta name="description" content="All about sea otters.">
<meta name="author" content="A. Writer"><meta name="theme-color" content="#0a7ea4" media="(prefers-color-scheme: light)">
<meta property="og:title" content="Sea Otters"><meta property="og:site_name" content="The Coast Journal">
<meta property="og:image" content="https://cdn.example/otter.jpg"><meta name="twitter:card" content="summary">
<meta property="article:published_time" content="2026-01-02T03:04:05Z">
<link rel="canonical" href="/docs/otters"><link rel="icon" href="/icon-32.png" sizes="32x32" type="image/png">
<link rel="apple-touch-icon" href="/touch.png" sizes="180x180">
<script type="application/ld+json; charset=utf-8">{"@context":"https://schema.org","@type":"Article","headline":"Sea Otters"}</script>
<script type="application/ld+json">{not json</script>
<style>body { font-family: Georgia, serif; background: #fff8ee; color: #222 } h1, h2, h3 { font-family: "Open Sans" } a { color: rgb(10, 126, 164) }
button { background: #ff6600 }</style></head>
<body>
<header class="site-header"><img class="logo" src="/img/logo.svg" alt="The Coast Journal"><nav><ul>
<li><a href="/">Home</a></li><li><a href="/docs/">Docs</a></li><li><a href="javascript:void(0)">Menu</a></li></ul></nav></header>
<div class="ad advertisement">Buy our boats! <a href="https://ads.example/click">Now</a></div>
<div class="cookie-banner" role="dialog">We use cookies. <button>Accept</button></div>
<main><article>
<h1>Sea Otters</h1>
${paragraph("Fur")}
<figure><img src="otter.png" alt="An otter"><figcaption>An otter at sea.</figcaption></figure>
<h2>Food</h2>${paragraph("Food")}
<ul><li>Urchins<ul><li>purple</li><li>red</li></ul></li><li>Crabs</li></ul>
<table><caption>Weights</caption><thead><tr><th>Sex</th><th>kg</th></tr></thead>
<tbody><tr><td>female</td><td>14–33</td></tr><tr><td>male</td><td>22–45</td></tr></tbody></table>
<h2>Code</h2>${paragraph("Code")}
<pre><code class="language-js">const otter = { floats: true };
console.log(otter);</code></pre>
<div itemscope itemtype="https://schema.org/Person"><span itemprop="name">Ada</span>
<div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress"><span itemprop="addressLocality">Monterey</span></div></div>
${paragraph("Range")}
<script>window.tracked = true</script><noscript><img src="https://tracker.example/pixel.gif"></noscript>
</article></main>
<aside class="sidebar"><h3>Related</h3><a href="/docs/seals">Seals</a></aside>
<footer>© The Coast Journal <a href="/imprint">Imprint</a></footer>
</body></html>`;
