import Foundation
import Testing
import Transport
import Trust

@testable import Catalog

@Suite struct RegistryCredentialsTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func write(_ name: String, _ text: String, executable: Bool = false) throws {
        try text.write(toFile: "\(scratch.path)/\(name)", atomically: true, encoding: .utf8)
        if executable {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: "\(scratch.path)/\(name)")
        }
    }

    private func credentials(_ more: [String: String] = [:]) -> RegistryCredentials {
        RegistryCredentials(
            environment: ["DOCKER_CONFIG": scratch.path, "PATH": "\(scratch.path):/usr/bin:/bin"].merging(more) { $1 })
    }

    @Test(arguments: [
        (#"{"auths":{"r.example":{"auth":"YWRhOnNlYzpyZXQ="}}}"#, "ada", "sec:ret"),
        (#"{"auths":{"https://r.example/v2/":{"username":"ada","password":"x"}}}"#, "ada", "x"),
    ])
    func `a password is read from Docker's configuration`(text: String, user: String, password: String) async throws {
        try write("config.json", text)
        let found = try await credentials().credential(for: "r.example")
        #expect(found == .password(user: user, SecretBytes(password)))
        #expect(try await credentials().credential(for: "other.example") == nil)
    }

    @Test func `an identity token is, and Docker Hub is known by its name`() async throws {
        try write("config.json", #"{"auths":{"https://index.docker.io/v1/":{"identitytoken":"t"}}}"#)
        let found = try await credentials().credential(for: "registry-1.docker.io")
        #expect(found == .identityToken(SecretBytes("t")))
    }

    @Test func `a helper is asked, may have none, and is not passed over when it fails`() async throws {
        try write(
            "config.json", #"{"credHelpers":{"r.example":"t","n.example":"n","f.example":"f","a.example":"../x"}}"#)
        let echo = "#!/bin/sh\nread -r host\nprintf '{\"Username\":\"ada\",\"Secret\":\"%s\"}' \"$host\"\n"
        try write("docker-credential-t", echo, executable: true)
        let none = "#!/bin/sh\nprintf 'credentials not found in native keychain'\nexit 1\n"
        try write("docker-credential-n", none, executable: true)
        try write("docker-credential-f", "#!/bin/sh\nexit 1\n", executable: true)
        let found = try await credentials().credential(for: "r.example")
        #expect(found == .password(user: "ada", SecretBytes("r.example")))
        #expect(try await credentials().credential(for: "n.example") == nil)
        for host in ["f.example", "a.example"] {
            await #expect(throws: TrustError.self) { try await credentials().credential(for: host) }
        }
    }

    @Test func `the environment goes before files, and for the registry that it names alone`() async throws {
        try write("config.json", #"{"auths":{"r.example":{"username":"ada","password":"x"}}}"#)
        let environment = ["LOCKSTEP_REGISTRY_TOKEN": "t", "LOCKSTEP_REGISTRY_HOST": "o.example"]
        #expect(try await credentials(environment).credential(for: "o.example") == .bearer(SecretBytes("t")))
        let other = try await credentials(environment).credential(for: "r.example")
        #expect(other == .password(user: "ada", SecretBytes("x")))
    }

    @Test(arguments: [
        ["LOCKSTEP_REGISTRY_TOKEN": "t0ken"],
        ["LOCKSTEP_REGISTRY_USER": "ada", "LOCKSTEP_REGISTRY_PASSWORD": "t0ken"],
    ])
    func `a credential that names no registry is shown to none`(environment: [String: String]) async throws {
        try write("config.json", #"{"auths":{"r.example":{"username":"ada","password":"x"}}}"#)
        for host in ["r.example", "other.example"] {
            let error = await #expect(throws: TrustError.self) {
                try await credentials(environment).credential(for: host)
            }
            let text = "\(error.map { "\($0)" } ?? "")"
            #expect(text.contains("LOCKSTEP_REGISTRY_HOST") && !text.contains("t0ken"), "\(text)")
        }
    }

    @Test func `a damaged configuration is not taken for none`() async throws {
        try write("config.json", "{")
        await #expect(throws: TrustError.self) { try await credentials().credential(for: "r.example") }
    }

    @Test(arguments: [
        (
            #"Bearer realm="https://a/t",service="s",scope="repository:x:pull,push""#, ["bearer"],
            "repository:x:pull,push"
        ),
        (#"Basic realm="a, \"b\"", Bearer realm=x , scope=y"#, ["basic", "bearer"], "y"),
        ("Negotiate", ["negotiate"], nil), (#"Bearer scope="unclosed"#, ["bearer"], nil), ("", [], nil),
        (",,= ", [], nil),
    ])
    func `challenges are read`(field: String, schemes: [String], scope: String?) {
        let challenges = AuthenticationChallenge.parse([field])
        #expect(challenges.map(\.scheme) == schemes)
        #expect(challenges.compactMap { $0.parameters["scope"] }.first == scope)
    }

    @Test(arguments: [
        ("https://r.example", "https://auth.example/token", true), ("https://r.example", "http://auth.example", false),
        ("https://r.example", "https://127.0.0.1/", false), ("https://r.example", "https://[::1]:443/", false),
        ("https://r.example", "https://169.254.169.254/", false), ("https://r.example", "https://10.1.2.3/", false),
        ("https://r.example", "https://0x7f000001/", false), ("https://r.example", "https://2130706433/", false),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5001/", true), ("https://10.0.0.1", "https://10.0.0.2/", true),
    ])
    func `a registry sends nobody to where it must not`(from: String, to: String, may: Bool) throws {
        let origin = try #require(RegistryOrigin(from))
        #expect(origin.maySend(to: try #require(RegistryOrigin(to))) == may)
    }

    @Test(arguments: [
        "r.example", "ftp://r.example", "https://a@r.example", "https://r.example:0", "https:///x", "//x",
    ])
    func `what is no origin is none`(url: String) { #expect(RegistryOrigin(url) == nil) }
}
