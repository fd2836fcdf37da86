"use strict";
// Shows the store's overview every second; orders go the way a shopper's do.

const POLL_MILLISECONDS = 1000;
const FAULT_NAMES = {
  latency: "Slow answers (1 s)",
  strip_authorization: "Authorization header lost",
  reset_before: "Connection cut before",
  reset_after: "Answer lost after the work",
  too_many_requests: "429 Too Many Requests",
  server_error: "503 Server error",
  firewall: "Firewall page (403)",
  truncated: "JSON cut in half",
  webhook_lost: "Lost",
  webhook_doubled: "Sent twice",
  webhook_late: "Five seconds late",
  webhook_reordered: "Overtaken by later ones",
};
const FAULT_DETAILS = {webhook_late: {seconds: 5}};
const STOCK_NAMES = {
  instock: "in stock",
  outofstock: "out of stock",
  onbackorder: "on backorder",
};
const GOOD = ["completed", "processing", "active"];
const BAD = ["failed", "cancelled", "refunded", "trash", "disabled"];
const byId = (id) => document.getElementById(id);
let knownOrders = null;
let shopCountry = "FR";

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function say(text) {
  byId("message").textContent = text;
  byId("message").hidden = !text;
}

async function send(method, path, body, headers = {}) {
  const options = {method, headers: {"Content-Type": "application/json", ...headers}};
  if (body !== undefined) options.body = JSON.stringify(body);
  const answer = await fetch(path, options);
  const data = await answer
    .json()
    .catch(() => ({message: "an answer that is no JSON"}));
  if (!answer.ok) throw new Error(`${answer.status}: ${data.message || data.error}`);
  return {data, token: answer.headers.get("Cart-Token")};
}

async function orderOne(product, button) {
  button.disabled = true;
  try {
    const api = "/wp-json/wc/store/v1/";
    const {token} = await send("GET", `${api}cart`);
    const headers = {"Cart-Token": token};
    const address = {
      first_name: "Visitor",
      last_name: "of the page",
      address_1: "1 Sample Street",
      city: "Paris",
      postcode: "75001",
      country: shopCountry,
      email: "visitor@example.com",
      phone: "",
    };
    await send("POST", `${api}cart/add-item`, {id: product.id, quantity: 1}, headers);
    const {data} = await send(
      "POST",
      `${api}checkout`,
      {billing_address: address, payment_method: "cod"},
      headers
    );
    say(`Order ${data.order_id} was placed.`);
  } catch (error) {
    say(`The store did not take the order – ${error.message}`);
  }
  button.disabled = false;
  await refresh();
}

async function setStatus(order, status) {
  await send("POST", `/_control/orders/${order.id}`, {status}).catch((e) =>
    say(e.message)
  );
  await refresh();
}

async function toggleFault(kind, rules, on) {
  if (on) {
    const rate = Number(byId("rate").value) / 100;
    await send("POST", "/_control/faults", {kind, rate, ...FAULT_DETAILS[kind]});
  } else {
    for (const rule of rules) await send("DELETE", `/_control/faults/${rule.id}`);
  }
  await refresh();
}

function badge(text, good, bad) {
  return element("span", {
    className: `badge ${good ? "good" : bad ? "bad" : ""}`,
    textContent: text,
  });
}

function cell(content, className = "") {
  return element("td", {className}, content);
}

function fill(id, rows, columns, empty) {
  const none = element("td", {
    colSpan: columns,
    className: "empty",
    textContent: empty,
  });
  byId(id).replaceChildren(...(rows.length ? rows : [element("tr", {}, none)]));
}

function productRow(product, sign) {
  const counted = product.stock !== null;
  const text = counted ? String(product.stock) : STOCK_NAMES[product.status];
  const out = product.status === "outofstock";
  const button = element("button", {textContent: "Order one", disabled: out});
  button.setAttribute("aria-label", `Order one ${product.name}`);
  button.onclick = () => orderOne(product, button);
  const name = element(
    "td",
    {},
    product.name,
    element("small", {textContent: product.sku})
  );
  return element(
    "tr",
    {},
    name,
    cell(`${sign} ${product.price}`, "number"),
    cell(badge(text, counted && !out, out)),
    cell(button)
  );
}

function orderRow(order, sign) {
  const wait = ["pending", "on-hold", "checkout-draft"].includes(order.status);
  const status = badge(
    order.status,
    GOOD.includes(order.status),
    BAD.includes(order.status)
  );
  if (wait) status.classList.add("wait");
  const actions = element("td");
  for (const [name, to] of [
    ["Complete", "completed"],
    ["Cancel", "cancelled"],
  ]) {
    if (order.status === to || BAD.includes(order.status)) continue;
    const button = element("button", {className: "quiet", textContent: name});
    button.onclick = () => setStatus(order, to);
    actions.append(button, " ");
  }
  const fresh = knownOrders && !knownOrders.has(order.id);
  const number = element(
    "td",
    {},
    `#${order.id}`,
    element("small", {textContent: order.at.slice(11)})
  );
  const items = element(
    "td",
    {},
    order.items || "–",
    element("small", {textContent: order.person})
  );
  return element(
    "tr",
    {className: fresh ? "fresh" : ""},
    number,
    cell(status),
    items,
    cell(`${sign} ${order.total}`, "number"),
    actions
  );
}

function deliveryRow(delivery) {
  const good = delivery.status >= 200 && delivery.status < 303;
  const answer = delivery.status ? String(delivery.status) : "no answer";
  const result = badge(answer, good, !good);
  result.title = delivery.error || delivery.url;
  return element(
    "tr",
    {},
    cell(delivery.at.slice(11)),
    cell(delivery.topic),
    cell(delivery.object_id ? `#${delivery.object_id}` : "–"),
    cell(result),
    cell(`${Math.round(delivery.seconds * 1000)} ms`, "number")
  );
}

function webhookChip(hook) {
  const failures = hook.failure_count ? ` · ${hook.failure_count} failed` : "";
  const chip = badge(
    `${hook.topic}: ${hook.status}${failures}`,
    hook.status === "active" && !hook.failure_count,
    hook.status === "disabled"
  );
  chip.title = hook.delivery_url;
  return element("li", {}, chip);
}

function faultSwitch(kind, rules) {
  const box = element("input", {type: "checkbox", checked: rules.length > 0});
  box.onchange = () => toggleFault(kind, rules, box.checked);
  const hits = rules.reduce((sum, rule) => sum + rule.hits, 0);
  const label = element("label", {}, box, FAULT_NAMES[kind] || kind);
  if (rules.length)
    label.append(badge(`${hits} · ${Math.round(rules[0].rate * 100)} %`, false, true));
  return label;
}

function changed(id, value) {
  const text = JSON.stringify(value);
  const is = byId(id).dataset.shown !== text;
  byId(id).dataset.shown = text;
  return is;
}

function show(data) {
  const sign = data.currency;
  byId("site").textContent = data.site;
  shopCountry = data.country;
  byId("now").textContent = data.now.slice(11);
  byId("pending").textContent = data.pending;
  byId("order-count").textContent = data.order_count;
  if (changed("products", data.products)) {
    fill(
      "products",
      data.products.map((each) => productRow(each, sign)),
      4,
      "Nothing is for sale."
    );
  }
  if (changed("orders", data.orders)) {
    fill(
      "orders",
      data.orders.map((each) => orderRow(each, sign)),
      5,
      "No order yet."
    );
    knownOrders = new Set(data.orders.map((each) => each.id));
  }
  if (changed("deliveries", data.deliveries)) {
    fill(
      "deliveries",
      data.deliveries.map(deliveryRow),
      5,
      "Nothing was delivered yet."
    );
  }
  if (changed("webhooks", data.webhooks)) {
    byId("webhooks").replaceChildren(...data.webhooks.map(webhookChip));
  }
  for (const [group, kinds] of Object.entries(data.kinds)) {
    if (!changed(`${group}-faults`, data.faults)) continue;
    const switches = kinds.map((kind) =>
      faultSwitch(
        kind,
        data.faults.filter((rule) => rule.kind === kind)
      )
    );
    byId(`${group}-faults`).replaceChildren(...switches);
  }
}

async function refresh() {
  try {
    show((await send("GET", "/_control/overview")).data);
  } catch (error) {
    say(`The store does not answer – ${error.message}`);
  }
}

byId("rate").oninput = () => {
  byId("rate-shown").textContent = `${byId("rate").value} %`;
};
refresh();
setInterval(refresh, POLL_MILLISECONDS);
