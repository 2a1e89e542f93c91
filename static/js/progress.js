// The page of long work: asks how far it is until it is over, then shows the page as it is by then.
const EVERY = 1000;
const LONGEST = 10000;

function follow(part) {
  const bar = part.querySelector("progress");
  const figures = part.querySelector(".progress-head .num");
  const words = part.querySelector("[data-progress-words]");
  let wait = EVERY;

  async function ask() {
    try {
      const answer = await fetch(part.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const now = await answer.json();
      if (now.state !== "waiting" && now.state !== "running") return void location.reload();
      if (now.total) {
        bar.max = now.total;
        bar.value = now.done;
        figures.textContent = `${now.share} (${Math.round((100 * now.done) / now.total)} %)`;
      }
      if (now.words !== words.textContent) words.textContent = now.words;
    } catch {
      wait = LONGEST; // the network is away: asked again, more slowly
    }
    wait = Math.min(wait * 1.2, LONGEST);
    setTimeout(ask, wait);
  }

  setTimeout(ask, EVERY);
}

document.querySelectorAll("[data-progress]").forEach(follow);
