import Manifests
import Testing
import Transport

/// Options in queries that cannot be read or do not go together, over the real socket.
@Suite struct RequestOptionsTests {
    @Test func `options that cannot be read are refused`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            for (query, code, words) in [
                ("limit=abc", 400, #"strconv.ParseInt: parsing "abc": invalid syntax"#),
                (
                    "limit=99999999999999999999", 400,
                    #"strconv.ParseInt: parsing "99999999999999999999": value out of range"#
                ),
                ("timeoutSeconds=soon", 400, #"strconv.ParseInt: parsing "soon": invalid syntax"#),
                (
                    "resourceVersion=99999", 504,
                    "Timeout: Too large resource version: 99999, current: "
                ),
                (
                    "sendInitialEvents=false", 422,
                    #"ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list"#
                ),
            ] {
                for method in query.hasPrefix("resource") ? [HTTPMethod.get] : [.get, .delete] {
                    let answer = try await raw.send(method, "/api/v1/namespaces/default/configmaps?\(query)")
                    #expect(answer.status == code, "\(method) \(query)")
                    #expect(answer.message.hasPrefix(words), "\(method) \(query)")
                }
            }
            await raw.shutdown()
        }
    }

    @Test func `what is neither false nor 0 asks for a watch`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            for (query, isWatch) in [("watch=yes", true), ("watch=", true), ("watch=False", false), ("watch=0", false)]
            {
                let answer = try await raw.send(.get, "/api/v1/namespaces?\(query)&timeoutSeconds=1")
                #expect((answer.body["kind"] == "NamespaceList") != isWatch, "\(query)")
            }
            await raw.shutdown()
        }
    }

    @Test func `a field that is not set is selected by its zero value`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let pods = "/api/v1/namespaces/default/pods"
            for (name, isHost) in [("plain", false), ("host", true)] {
                let pod: Value = [
                    "apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name)],
                    "spec": ["hostNetwork": .bool(isHost), "containers": [["name": "c", "image": "i"]]],
                ]
                #expect(try await raw.send(.post, pods, pod).status == 201)
            }
            for (selector, names) in [
                ("spec.hostNetwork=false", ["plain"]), ("spec.hostNetwork!=false", ["host"]),
                ("spec.nodeName=", ["host", "plain"]),
            ] {
                let list = try await raw.send(.get, "\(pods)?fieldSelector=\(selector.replacing("=", with: "%3D"))")
                let found = (list.body["items"]?.array ?? []).map { $0[path: "metadata", "name"]?.string }
                #expect(found == names, "\(selector)")
            }
            await raw.shutdown()
        }
    }

    @Test func `only an apply can be forced`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let path = "/api/v1/namespaces/default?fieldManager=test&force=true"
            let answer = try await raw.send(
                .patch, path, ["metadata": ["labels": ["a": "b"]]], type: "application/merge-patch+json")
            #expect(answer.status == 422)
            #expect(
                answer.message
                    == #"PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch"#
            )
            let applied = try await raw.send(
                .patch, path, ["apiVersion": "v1", "kind": "Namespace", "metadata": ["labels": ["a": "b"]]],
                type: "application/apply-patch+yaml")
            #expect(applied.status == 200)
            await raw.shutdown()
        }
    }

    @Test(arguments: [
        ("one", nil), ("z%C3%BCrich%20%E2%82%AC", nil),
        ("a%0Ab", #"fieldManager: Invalid value: "a\nb": invalid character U+000A (at position 1)"#),
        (
            "%C3%BC%E2%80%A8%07",
            #"[fieldManager: Invalid value: "ü\u2028\a": invalid character U+2028 (at position 2), "#
                + #"fieldManager: Invalid value: "ü\u2028\a": invalid character U+0007 (at position 5)]"#
        ),
        (String(repeating: "m", count: 129), "fieldManager: Too long: may not be more than 128 bytes"),
    ])
    func `a field manager can be printed, and is not too long`(_ manager: String, _ fault: String?) async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let answer = try await raw.send(
                .patch, "/api/v1/namespaces/default?fieldManager=\(manager)", ["metadata": ["labels": ["a": "b"]]],
                type: "application/merge-patch+json")
            #expect(answer.status == (fault == nil ? 200 : 422))
            if let fault { #expect(answer.message == #"PatchOptions.meta.k8s.io "" is invalid: \#(fault)"#) }
            await raw.shutdown()
        }
    }
}
