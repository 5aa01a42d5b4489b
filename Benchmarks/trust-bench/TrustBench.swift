import Dispatch
import Foundation
import Trust

/// Measures what the issue promises; `make bench` runs it.
///
///     trust-bench hash DIR [chunked]     digests a model
///     trust-bench limit BYTES THREADS    SHA-256 over memory that stays in the cache: the limit of the machine
///     trust-bench log DIR                appends, proves, verifies
///     trust-bench sign COUNT             signs statements on two threads, and verifies them on one
@main
enum TrustBench {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch (arguments.first, arguments.dropFirst().first) {
        case ("hash", let folder?): try await hash(folder, method: arguments.contains("chunked") ? .chunked : .whole)
        case ("limit", let bytes?): limit(bytes: Int(bytes) ?? 0, threads: arguments.last.flatMap { Int($0) } ?? 2)
        case ("log", let folder?): try await LogBench(folder: folder).run()
        case ("sign", let count?): try await sign(count: Int(count) ?? 0)
        default: print("usage: trust-bench hash DIR [chunked] | limit BYTES THREADS | log DIR | sign COUNT")
        }
    }

    private static func hash(_ folder: String, method: FileDigestMethod) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let model = try ModelFolder(folder)
        let digests = try await ModelHasher().digests(of: model, method: method)
        report("hash \(method)", bytes: model.size, in: clock.now - start)
        print("root \(digests.root.hex)")
    }

    /// Each thread digests its share, 256 KiB at a time.
    private static func limit(bytes: Int, threads: Int) {
        let clock = ContinuousClock()
        let start = clock.now
        DispatchQueue.concurrentPerform(iterations: max(threads, 1)) { _ in
            let buffer = [UInt8](repeating: 0xA5, count: 256 << 10)
            var stream = SHA256Stream()
            for _ in 0..<bytes / max(threads, 1) / buffer.count { stream.update(buffer) }
            _ = stream.finish()
        }
        report("limit", bytes: bytes, in: clock.now - start)
    }

    private static func sign(count: Int) async throws {
        let key = try Ed25519PrivateKey.generate()
        let digest = SHA256Digest(of: [1])
        let statements = (0..<count).map { number in
            Statement.release(
                [.init(name: "model", digest: digest)],
                binding: ReleaseBinding(
                    artifact: "model", environment: "production", version: Int64(number + 1),
                    issued: Timestamp(seconds: 0)))
        }
        let clock = ContinuousClock()
        let start = clock.now
        let envelopes = try await BatchSigning.sign(statements, with: [.memory(.ed25519(key))], workers: 2)
        let signed = clock.now
        let good = envelopes.count { $0.isSigned(by: .ed25519(key.publicKey)) }
        let end = clock.now
        for (name, time) in [("signed", signed - start), ("verified \(good) good ones", end - signed)] {
            print(
                "\(name): \(count) in \(format(time / .seconds(1))) s, \(Int(Double(count) / (time / .seconds(1)))) a second"
            )
        }
    }

    static func report(_ name: String, bytes: Int, in time: Duration) {
        let seconds = time / .seconds(1)
        print("\(name): \(bytes) bytes in \(format(seconds)) s, \(format(Double(bytes) / seconds / 1e9)) GB/s")
    }

    static func format(_ number: Double) -> String { String(format: "%.3f", number) }
}

/// Speed of the log; the signatures stand in for real ones, since a commit has one only.
struct LogBench {
    let folder: String

    func run() async throws {
        let key = try VerifierKey(name: "bench", kind: .ed25519, publicKey: [UInt8](repeating: 1, count: 32))
        let log = try TransparencyLog(
            at: try LogLocation(folder: folder + "/log", highWaterMark: folder + "/mark"), origin: "bench",
            signer: NoteSigner(key: key) { _ in [UInt8](repeating: 0, count: 64) },
            verifier: NoteVerifier(key: key) { _, _ in true }, now: { 0 })
        try await measure("one append after the other", count: 200) { number in
            _ = try await log.append(Self.entry(number))
        }
        try await appendTogether(log, count: 20_000)
        let reader = LogReader(folder: folder + "/log")
        let checkpoint = try Checkpoint(text: await log.checkpoint.text)
        try prove(reader, checkpoint)
    }

    private static func entry(_ number: Int) -> [UInt8] {
        Array("{\"entry\":\"lockstep/v1\",\"number\":\(number)}".utf8) + [UInt8](repeating: 0x20, count: 500)
    }

    private func appendTogether(_ log: TransparencyLog, count: Int) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count { group.addTask { _ = try await log.append(Self.entry(number)) } }
            try await group.waitForAll()
        }
        show("appends at one time", count: count, in: clock.now - start)
    }

    private func prove(_ reader: LogReader, _ checkpoint: Checkpoint) throws {
        let clock = ContinuousClock()
        var start = clock.now
        var tiles = TileSet()
        var proofs: [(InclusionProof, TreeHash)] = []
        for index in 0..<10_000 {
            let entry = try reader.entry(index, in: checkpoint.size)
            proofs.append((try reader.inclusion(of: index, in: checkpoint.size, tiles: &tiles), .leaf(entry)))
        }
        show("read the entry, make its proof", count: proofs.count, in: clock.now - start)
        start = clock.now
        for (proof, leaf) in proofs { try proof.verify(leaf: leaf, root: checkpoint.root) }
        show("verify a proof", count: proofs.count, in: clock.now - start)
        start = clock.now
        try reader.verifyAll(checkpoint)
        show("verify the whole log", count: checkpoint.size, in: clock.now - start)
    }

    private func measure(_ name: String, count: Int, _ work: (Int) async throws -> Void) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        for number in 0..<count { try await work(number) }
        show(name, count: count, in: clock.now - start)
    }

    private func show(_ name: String, count: Int, in time: Duration) {
        let seconds = time / .seconds(1)
        print("\(name): \(count) in \(TrustBench.format(seconds)) s, \(Int(Double(count) / seconds)) a second")
    }
}
