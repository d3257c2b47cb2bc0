'use strict';
const choose = document.getElementById('choose');
const parts = [...document.querySelectorAll('section[data-policy]')];
const show = () => parts.forEach((part, n) => { part.hidden = n !== choose.selectedIndex; });
choose.addEventListener('change', show);
choose.closest('.choose').hidden = false;
show();

// Charts of one time stay side by side when they are drawn wider.
const zoom = document.getElementById('zoom');
const plots = [...document.querySelectorAll('.wide')];
zoom.addEventListener('change', () => { document.body.className = zoom.value; });
plots.forEach(plot => plot.addEventListener('scroll', () => {
  plots.forEach(other => { if (other.scrollLeft !== plot.scrollLeft) other.scrollLeft = plot.scrollLeft; });
}));

// Browsers show a title only after a while: say it at once.
const tip = document.getElementById('tip');
let marked = null;
document.addEventListener('pointerover', event => {
  marked = event.target.closest('.mark, .out');
  tip.hidden = !marked;
  if (marked) tip.textContent = marked.querySelector('title').textContent;
});
document.addEventListener('pointermove', event => {
  if (!marked) return;
  tip.style.left = `${Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8)}px`;
  tip.style.top = `${event.clientY + (event.clientY > window.innerHeight / 2 ? -tip.offsetHeight - 14 : 14)}px`;
});
