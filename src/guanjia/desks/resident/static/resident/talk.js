// A talk is read from its end: the page opens there, and stays there when something new comes while one looks at it.
const END = 120;
const end = () => scrollTo({ top: document.documentElement.scrollHeight });
const near = () => innerHeight + scrollY > document.documentElement.scrollHeight - END;
let there = true;

end();
document.addEventListener("htmx:beforeSwap", () => (there = near()));
document.addEventListener("htmx:afterSettle", (event) => there && event.target.id === "resident-talk" && end());
