import Foundation
import Testing

/// `lockstep/recreate: allowed` against what the API server says of each kind.
@Suite(.enabled(if: Place.hasKubectl, "needs .venv/bin/kubectl: run scripts/setup-tests.sh"))
struct RecreationTests {
    private static let file = "environments/staging/fixed.yaml"

    private static func manifests(annotation: String) -> String {
        let objects = [
            ("v1", "Service", "spec: { clusterIP: 10.96.7.1, ports: [{ port: 80 }] }"),
            (
                "rbac.authorization.k8s.io/v1", "RoleBinding",
                "roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: first }"
            ),
            ("v1", "Secret", "immutable: true\nstringData: { token: first-token }"),
            ("v1", "ConfigMap", "immutable: true\ndata: { key: first }"),
            ("scheduling.k8s.io/v1", "PriorityClass", "value: 1000"),
            (
                "v1", "Pod",
                "spec: { containers: [{ name: a, image: \"a:1\", env: [{ name: WHICH, value: first }] }] }"
            ),
        ]
        return objects.map { version, kind, body in
            "apiVersion: \(version)\nkind: \(kind)\nmetadata:\n  name: fixed\n  annotations: {\(annotation)}\n\(body)\n"
        }.joined(separator: "---\n")
    }

    private static func changed(_ text: String) -> String {
        text.replacing("first", with: "second").replacing("10.96.7.1", with: "10.96.7.2").replacing(
            "value: 1000", with: "value: 2000")
    }

    @Test(arguments: [true, false])
    func `an immutable field is changed by making the object anew, where that is allowed`(_ isAllowed: Bool)
        async throws
    {
        let world = try await World.make()
        let annotation = isAllowed ? "lockstep/recreate: allowed" : ""
        try Self.manifests(annotation: annotation).write(
            toFile: "\(world.work)/\(Self.file)", atomically: true, encoding: .utf8)
        let first = try await world.lockstep(["sync", "staging"])
        #expect(first.status == 0, "\(first.output)\(first.errors)")
        try world.edit(Self.file, Self.changed)
        let plan = try await world.lockstep(["plan", "staging"])
        #expect(plan.status == 1)
        let marks = plan.output.split(separator: "\n").count {
            $0.contains(isAllowed ? "recreate" : "'lockstep/recreate")
        }
        #expect(marks >= 6, "\(plan.output)")
        #expect(!plan.output.contains("-token") && !plan.output.contains("LXRva2Vu"))
        let second = try await world.lockstep(["sync", "staging"])
        #expect(second.status == (isAllowed ? 0 : 1), "\(second.output)\(second.errors)")
        let address = try await world.field(".spec.clusterIP", of: "service/fixed", in: "staging")
        #expect(address == (isAllowed ? "10.96.7.2" : "10.96.7.1"))
        let role = try await world.field(".roleRef.name", of: "rolebinding/fixed", in: "staging")
        #expect(role == (isAllowed ? "second" : "first"))
        let token = try await world.field(".data.token", of: "secret/fixed", in: "staging")
        #expect(token == Data((isAllowed ? "second-token" : "first-token").utf8).base64EncodedString())
        let value = try await world.field(".value", of: "priorityclass/fixed", in: "staging")
        #expect(value == (isAllowed ? "2000" : "1000"))
    }
}
