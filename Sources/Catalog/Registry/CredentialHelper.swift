import Foundation
import Manifests
import Transport
import Trust

/// A program `docker-credential-NAME` on the search path (Docker's credential helper protocol).
struct CredentialHelper: Sendable {
    let name: String
    let searchPath: String

    private static let patience = DispatchTimeInterval.seconds(30)
    private static let mostBytes = 64 << 10

    /// - Returns: nil where the helper says that it has none.
    func credential(for host: String) async throws(TrustError) -> RegistryCredential? {
        let server = host == "registry-1.docker.io" ? "https://index.docker.io/v1/" : host
        let program = try path()
        let answer = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: Self.ask(program, server)) }
        }
        let (status, output) = try answer.get()
        guard status == 0 else {
            let text = String(decoding: output.prefix(200), as: UTF8.self)
            if text.contains("credentials not found") { return nil }
            throw fault("it ended with status \(status)")
        }
        let value: Value
        do throws(JSONError) { value = try JSON.parse(Array(output)) } catch { throw fault("its answer is no JSON") }
        guard let user = value["Username"]?.string, let secret = value["Secret"]?.string else {
            throw fault("its answer has no 'Username' and 'Secret'")
        }
        return user == "<token>" ? .identityToken(SecretBytes(secret)) : .password(user: user, SecretBytes(secret))
    }

    private func path() throws(TrustError) -> String {
        let isName = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || [0x2D, 0x2E, 0x5F].contains(byte)
        }
        guard isName else { throw fault("that is no name of a program") }
        let paths = searchPath.split(separator: ":").map { "\($0)/docker-credential-\(name)" }
        guard let found = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw fault("'docker-credential-\(name)' is not on the search path")
        }
        return found
    }

    private func fault(_ reason: String) -> TrustError {
        .unreachable("the registry credential helper '\(name)'", reason: reason)
    }

    private static func ask(_ program: String, _ server: String) -> Result<(Int32, Data), TrustError> {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["get"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        do {
            // Written before there is a reader that could be gone: a pipe holds 64 KiB, a server's name less.
            guard server.utf8.count < 4_096 else {
                return .failure(.unreachable("'\(program)'", reason: "expected a shorter name of a server"))
            }
            try input.fileHandleForWriting.write(contentsOf: Data(server.utf8))
            try input.fileHandleForWriting.close()
            try process.run()
        } catch {
            return .failure(.unreachable("'\(program)'", reason: error.localizedDescription))
        }
        let identifier = process.processIdentifier
        let killer = DispatchWorkItem { kill(identifier, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + patience, execute: killer)
        let answer = (try? output.fileHandleForReading.read(upToCount: mostBytes)) ?? Data()
        process.waitUntilExit()
        killer.cancel()
        return .success((process.terminationStatus, answer))
    }
}
