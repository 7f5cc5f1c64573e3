// Sends the form to subscribe and shows the answer in its place; without this the server answers with a page.
const form = document.querySelector('.join form');
const fault = form.querySelector('.fault');
const answer = form.parentElement.querySelector('.answer');
let stamped;

// The server gives out a stamp that has to be a moment old.
const stamp = () => (stamped ??= fetch(`${form.action}/stamp`).then(async (response) => {
  const { stamp, wait = 0 } = await response.json();
  await new Promise((resolve) => { setTimeout(resolve, wait); });
  return stamp;
}));

const show = (...texts) => {
  answer.replaceChildren(...texts.map((text, index) => {
    const part = document.createElement(index < texts.length - 1 ? 'h3' : 'p');
    part.textContent = text;
    return part;
  }));
};

form.addEventListener('focusin', () => { stamp().catch(() => { stamped = undefined; }); });
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (form.ariaBusy === 'true') return;
  form.ariaBusy = 'true';
  try {
    const fields = new FormData(form);
    fields.set('stamp', await stamp());
    await send({ ...Object.fromEntries(fields), tags: fields.getAll('tags') });
  } catch {
    // The server does not know this site: then as a page.
    form.submit();
  } finally {
    form.ariaBusy = 'false';
  }
});

async function send(fields) {
  const body = JSON.stringify(fields);
  const response = await fetch(form.action, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  const { result, heading, text = form.dataset.failed } = await response.json().catch(() => ({}));
  // The page is older than the settings of the server, which shows the form as it is now.
  if (result === 'outdated') throw new Error(text);
  const isAddress = result === 'address';
  fault.textContent = isAddress ? text : '';
  form.elements.email.ariaInvalid = isAddress ? 'true' : null;
  show(...(isAddress ? [] : [heading, text].filter(Boolean)));
  if (isAddress) form.elements.email.focus();
  else answer.focus();
  form.hidden = result === 'asked';
  stamped = undefined;
}
