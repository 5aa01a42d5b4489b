import Foundation
import Testing

/// A Secret sealed in Git, and what a real cluster and everybody else gets to see of it.
@Suite(.enabled(if: Place.hasKubectl, "needs .venv/bin/kubectl: run scripts/setup-tests.sh"))
struct SealedSecretCommandTests {
    private func lockstep(_ line: String, in world: World) async throws -> Finished {
        let command =
            "exec 3<pass; exec '\(Place.lockstep)' \(line)"
            + (line.hasPrefix("secret") ? "" : " --repository work --kubeconfig kubeconfig")
        return try await run("/bin/bash", ["-c", command], in: world.scratch.path)
    }

    @Test func `plan masks it, sync opens it, and without the key nothing is applied`() async throws {
        let world = try await World.make(environments: false)
        try world.scratch.write("pass", "correct horse\n")
        let made = try await lockstep("secret new key --passphrase-fd 3", in: world)
        let key = made.output.trimmingCharacters(in: .newlines)
        try world.scratch.write("plain", "s3cret-value")
        let sealed = try await lockstep(
            "secret seal --environment dev --namespace dev --name db --field stringData.password --to \(key) < plain",
            in: world
        ).output.trimmingCharacters(in: .newlines)
        try world.scratch.write(
            "work/environments/dev/environment.yaml",
            """
            apiVersion: lockstep/v1
            kind: Environment
            metadata: { name: dev }
            spec: { cluster: { embedded: true }, namespace: dev }

            """)
        try world.scratch.write(
            "work/environments/dev/db.yaml",
            """
            apiVersion: v1
            kind: Namespace
            metadata: { name: dev }
            ---
            apiVersion: v1
            kind: Secret
            metadata: { name: db }
            stringData:
              password: "\(sealed)"

            """)
        let denied = try await lockstep("sync", in: world)
        #expect(denied.status != 0 && denied.errors.contains("--secrets-key"), "\(denied.errors)")
        let options = "--secrets-key key --secrets-passphrase-fd 3"
        let plan = try await lockstep("plan \(options)", in: world)
        let synced = try await lockstep("sync \(options)", in: world)
        #expect(synced.status == 0, "\(synced.output)\(synced.errors)")
        let again = try await lockstep("plan \(options) --output json", in: world)
        #expect(again.status == 0, "\(again.output)\(again.errors)")
        for shown in [denied, plan, synced, again] {
            #expect(!(shown.output + shown.errors).contains("s3cret-value"))
            #expect(!(shown.output + shown.errors).contains(Data("s3cret-value".utf8).base64EncodedString()))
        }
        let live = try await world.field(".data.password", of: "secret/db", in: "dev")
        #expect(live == Data("s3cret-value".utf8).base64EncodedString())
    }
}
