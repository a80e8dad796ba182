// Copyright (c) 2026 The community.cognigy authors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// What the official client does against a server, as one JSON document on stdout.
//   node client.js URL MANAGEMENT_USER MANAGEMENT_PASSWORD

"use strict";

const { RestAPIClient } = require("@cognigy/rest-api-client");

const [url, username, password] = process.argv.slice(2);

async function refusal(promise) {
    try {
        await promise;
    } catch (error) {
        return { code: error.code, message: error.message };
    }
    return null;
}

async function main() {
    const result = {};
    const management = new RestAPIClient({ baseUrl: url, maxRetries: 1 });
    management.setCredentials({ type: "Basic", username, password });
    const organisation = await management.createOrganisation({ name: "Acme", quotaMaxUsers: 3 });
    const organisationId = organisation._id;
    await management.updateOrganisation({ organisationId, quotaMaxUsers: 4 });
    result.quota = (await management.readOrganisation({ organisationId })).quotaMaxUsers;
    result.organisations = (await management.indexOrganisations({ filter: "acme", limit: 10 })).total;
    const superKey = await management.createApiKeyManagement({ organisationId });
    const ann = await management.createUserManagement({
        id: "ann@example.com", name: "Ann", password: "Long-enough-1", organisation: organisationId, roles: ["admin", "apiKeys"],
    });
    await management.updateUserManagement({ userId: ann._id, name: "Anna" });
    result.managementUsers = (await management.indexUsersManagement({ organisationId })).items.map((one) => one.name);
    result.vendor = Object.keys(await management.readVendor()).length > 0;

    const client = new RestAPIClient({ baseUrl: url, maxRetries: 1, versions: { administration: "2.0" } });
    client.setCredentials({ type: "ApiKey", apiKey: superKey.apiKey });
    const bob = await client.createUser({ id: "bob@example.com", name: "Bob", password: "Long-enough-1", roles: [] });
    await client.addRoleToUser({ userId: bob._id, role: "projectManager" });
    await client.updateUser({ userId: bob._id, name: "Robert" });
    const read = await client.readUser({ userId: bob._id });
    result.user = [read.name, read.roles];
    await client.removeRoleFromUser({ userId: bob._id, role: "projectManager" });
    result.users = (await client.indexUsers({ filter: "bob@", sort: { name: "asc" }, limit: 5 })).items.map((one) => one.id);

    const project = await client.createProject({ name: "Shop", locale: "en-US" });
    const projectId = project._id;
    await client.createProject({ name: "Bank", locale: "de-DE" });
    await client.updateProject({ projectId, name: "Shop 2" });
    result.project = (await client.readProject({ projectId })).name;
    await client.updateProjectSettings({ projectId, timezone: "UTC" });
    result.timezone = (await client.readProjectSettings({ projectId })).timezone;
    await client.addProjectMember({ projectId, userId: bob._id });
    await client.addRoleToMember({ projectId, userId: bob._id, role: "logs" });
    result.members = (await client.indexProjectMembers({ projectId })).items.map((one) => one.roles);
    await client.removeProjectMember({ projectId, userId: bob._id });
    result.locales = (await client.indexLocales({ projectId })).items.map((one) => one.nluLanguage);

    const first = await client.indexProjects({ limit: 1, sort: { name: "asc" }, query: { name: ["Shop", "Bank"] } });
    const second = await client.indexProjects({ limit: 1, sort: { name: "asc" }, next: first.nextCursor });
    result.projects = [first.total, first.items[0].name, second.items[0].name, second.nextCursor];
    result.logs = (await client.indexLogEntries({ projectId, type: ["info", "error"] })).total;
    result.wrongLogs = await refusal(client.indexLogEntries({ projectId, type: ["nonsense"] }));

    const task = await client.deleteProject({ projectId });
    const states = [task.status];
    while (!["done", "error"].includes(states[states.length - 1])) {
        states.push((await client.readTask({ taskId: task._id })).status);
    }
    result.states = states;
    result.gone = await refusal(client.readProject({ projectId }));
    await client.deleteUser({ userId: bob._id });
    result.events = (await client.indexAuditEvents({ limit: 100 })).total > 10;

    client.setCredentials({ type: "OAuth2", clientId: "cognigy-ui", clientSecret: "" });
    result.wrongLogin = await refusal(client.login({ type: "password", username: "ann@example.com", password: "wrong" }));
    await client.login({ type: "password", username: "ann@example.com", password: "Long-enough-1" });
    const refreshToken = client.getRefreshToken();
    result.login = [(await client.readUserMe()).name, (await client.getRealtimeToken()).token.length > 0];
    await client.login({ type: "refreshToken", refreshToken });
    result.refreshed = (await client.indexProjects({})).total;
    result.webfinger = (await client.webfinger({ resource: `org:${organisationId}` })).links[0].properties;
    await client.logout();

    client.setCredentials({ type: "ApiKey", apiKey: "wrong" });
    result.wrongKey = await refusal(client.indexProjects({}));
    console.log(JSON.stringify(result));
}

main().catch((error) => {
    console.error(error);
    process.exit(1);
});
