// What is kept on this phone, and how it is sent. Used by the page and by the service worker, and stands on nothing
// else. Three stores: drafts (one for each form being filled in), waiting (sent, not yet answered for by the server) and
// told (what became of them, without a key: nothing on the phone leads to an answer that has been sent).
"use strict";

self.waiting = (() => {
  const SAVED = ["received", "again", "late"];
  const WITHIN_MS = 30000;
  let opened;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("svara", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("drafts", { keyPath: "key" });
        request.result.createObjectStore("waiting", { keyPath: "key" });
        request.result.createObjectStore("told", { autoIncrement: true });
      };
      request.onsuccess = () => {
        const database = request.result;
        database.onversionchange = () => database.close();
        database.onclose = () => (opened = undefined);
        resolve(database);
      };
      request.onerror = () => reject(request.error);
    }).catch((error) => {
      opened = undefined;
      throw error;
    });
    return opened;
  }

  // All that `work` does happens or nothing of it; with `strict` it is on the disk before the promise is kept.
  async function write(names, work, durability = "strict") {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(names, "readwrite", { durability });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      work(...names.map((name) => transaction.objectStore(name)));
    });
  }

  async function all(name) {
    const database = await open();
    return new Promise((resolve, reject) => {
      const request = database.transaction(name).objectStore(name).getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  // A draft is written many times and may be a second old after a power cut.
  const keepDraft = (draft) => write(["drafts"], (drafts) => drafts.put(draft), "relaxed");
  const forgetDraft = (key) => write(["drafts"], (drafts) => drafts.delete(key));
  const forget = (key) => write(["waiting"], (store) => store.delete(key));

  // The draft is finished: from now on it waits.
  const finish = (record) =>
    write(["drafts", "waiting"], (drafts, store) => {
      drafts.delete(record.key);
      store.put(record);
    });

  // It waits no more, but is to be mended.
  const reopen = (record) =>
    write(["drafts", "waiting"], (drafts, store) => {
      store.delete(record.key);
      drafts.put({ key: record.key, survey: record.survey, body: record.body, code: record.code });
    });

  async function takeTold() {
    const found = await all("told");
    if (found.length) await write(["told"], (told) => told.clear());
    return found;
  }

  // Send, and give back what the server says. Throws without coverage, and for an answer that is not our server's.
  async function post(record) {
    const response = await fetch(record.to, {
      method: "POST",
      credentials: "omit", // an answer comes from nobody
      redirect: "error",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ key: record.key, body: record.body, code: record.code }),
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    const told = await response.json();
    if (typeof told.state !== "string") throw new Error("not ours");
    return told;
  }

  const isSaved = (told, record) => SAVED.includes(told.state) && told.key === record.key;

  const waits = async (key) => (await all("waiting")).some((one) => one.key === key);

  // Page and service worker may both hear that the line is back: one sends, the other finds it sent.
  const alone = (key, work) => (navigator.locks ? navigator.locks.request(`svara-send-${key}`, work) : work());
  const deliver = (record) => alone(record.key, () => deliverAlone(record));

  // Send one that waits. It leaves the phone only when the server has answered for it, and is told once.
  async function deliverAlone(record) {
    if (!(await waits(record.key))) return { state: "received", key: record.key };
    let told;
    try {
      told = await post(record);
    } catch {
      return { state: "unsent" };
    }
    if (isSaved(told, record)) {
      await write(["waiting", "told"], (store, tolds) => {
        store.get(record.key).onsuccess = (event) => {
          if (!event.target.result) return; // another page was quicker
          store.delete(record.key);
          tolds.add({ state: told.state, message: told.message });
        };
      });
    } else if (told.state === "faults") {
      await write(["waiting"], (store) => {
        store.get(record.key).onsuccess = (event) => {
          if (event.target.result) store.put({ ...record, faults: told.faults, codeFault: told.code });
        };
      });
    }
    return told;
  }

  // Send all that wait; how many still do and are not to be mended first.
  async function deliverAll() {
    let left = 0;
    for (const record of await all("waiting")) {
      if (record.faults) continue;
      const told = await deliver(record);
      if (!isSaved(told, record) && told.state !== "faults") left += 1;
    }
    return left;
  }

  return { all, keepDraft, forgetDraft, forget, finish, reopen, takeTold, post, isSaved, deliver, deliverAll };
})();
