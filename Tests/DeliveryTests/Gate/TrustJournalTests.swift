import Foundation
import Synchronization
import Manifests
import Testing
import Trust

@testable import Delivery

/// Failed verifications, each once in the log.
@Suite final class TrustJournalTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("refusals-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static func entry(_ subject: String, at seconds: Int64 = 1_790_000_000) throws -> LogEntry {
        .verification(
            .verificationFailure, of: nil, subject: subject, environment: "staging", policy: nil, reason: "unsigned",
            at: try #require(LogTime(seconds: seconds)))
    }

    @Test func `a refusal is told once, also to a log that had it before the start`() async throws {
        let book = try await LogBook.begin(at: folder + "/log", origin: "example.com/log")
        func journal() -> TrustJournal {
            TrustJournal(earlier: { (try? book.reader.recentFailures()) ?? [] }) { _ = try await book.record($0) }
        }
        let first = journal()
        #expect(await first.tell([try Self.entry("a"), try Self.entry("b")]) == nil)
        #expect(await first.tell([try Self.entry("a", at: 1_790_000_099)]) == nil)
        #expect(try book.checkpoint().checkpoint.size == 2)
        let second = journal()
        #expect(await second.tell([try Self.entry("b", at: 1_790_000_100), try Self.entry("c")]) == nil)
        #expect(try book.reader.recentFailures().map(\.subject) == ["a", "b", "c"])
    }

    @Test func `what the log did not take is told again`() async throws {
        struct Full: Error {}
        let state = Mutex((isFull: true, entries: [LogEntry]()))
        let journal = TrustJournal { more in
            try state.withLock { state in
                if state.isFull { throw Full() }
                state.entries += more
            }
        }
        let fault = await journal.tell([try Self.entry("a")])
        #expect(fault?.message.contains("the transparency log did not take") == true)
        state.withLock { $0.isFull = false }
        #expect(await journal.tell([try Self.entry("a")]) == nil)
        #expect(state.withLock { $0.entries }.count == 1)
    }

    @Test func `a trust policy that is not accepted is in the log, once, with its version`() async throws {
        let policy = try ExampleTrust.policy()
        let next = String(decoding: policy.bytes, as: UTF8.self).replacing("version: 1", with: "version: 2")
        var signed = SignedTrustPolicy(bytes: Array(next.utf8), signatures: [])
        signed = try signed.adding(signatureBy: .memory(.ed25519(try ExampleTrust.key(named: "alice-root"))))
        let entries = Mutex<[LogEntry]>([])
        let trust = CheckoutTrust(
            state: TrustState(path: folder + "/trust.json", allowsExampleKeys: true), anchor: policy.digest,
            journal: TrustJournal { more in entries.withLock { $0 += more } })
        let now = Timestamp(seconds: 1_790_000_000)
        func checkout(_ policy: SignedTrustPolicy) -> Checkout {
            var checkout = Sample.checkout([:])
            checkout.trust = [
                Checkout.File(path: TrustPolicy.path, bytes: policy.bytes),
                Checkout.File(path: TrustPolicy.signaturesPath, bytes: policy.signatureFile),
            ]
            return checkout
        }
        _ = try await trust.policy(of: checkout(policy), at: now)
        for _ in 0..<2 {
            await #expect(throws: TrustError.self) { _ = try await trust.policy(of: checkout(signed), at: now) }
        }
        let told = entries.withLock { $0 }
        #expect(told.first?.kind == .policyChange && told.last?.kind == .verificationFailure, "\(told)")
        // With what it says of each of its keys.
        let keys = try TrustPolicy.read(policy.bytes).keys.map(\.fingerprint)
        #expect(told.dropFirst().dropLast().map(\.event) == keys.map { _ in .trusted })
        #expect(told.dropFirst().dropLast().map(\.key) == keys)
        #expect(told.first?.artifact == "sha256:\(policy.digest.hex)" && told.first?.reason == "accepted")
        #expect(told.last?.subject == TrustPolicy.path && told.last?.version == "2")
        #expect(told.last?.artifact == "sha256:\(signed.digest.hex)")
        #expect(told.last?.policy == "sha256:\(policy.digest.hex)")
        // With the second root's signature it holds, and the log has that first.
        let accepted = try signed.adding(signatureBy: .memory(.ed25519(try ExampleTrust.key(named: "bob-root"))))
        _ = try await trust.policy(of: checkout(accepted), at: now)
        let changes = { entries.withLock { $0 }.filter { $0.kind == .policyChange }.map(\.version) }
        #expect(changes() == ["1", "2"])
        _ = try await trust.policy(of: checkout(accepted), at: now)
        #expect(changes() == ["1", "2"])
    }

    @Test func `what was accepted before there was a log is told it, and what the log has is not told again`()
        async throws
    {
        let policy = try ExampleTrust.policy()
        let now = Timestamp(seconds: 1_790_000_000)
        let state = TrustState(path: folder + "/trust.json", allowsExampleKeys: true)
        _ = try await state.begin(with: policy, anchor: policy.digest, at: now)
        var checkout = Sample.checkout([:])
        checkout.trust = [
            Checkout.File(path: TrustPolicy.path, bytes: policy.bytes),
            Checkout.File(path: TrustPolicy.signaturesPath, bytes: policy.signatureFile),
        ]
        let book = try await LogBook.begin(at: folder + "/log", origin: "example.com/log")
        for state in [state.forLooking, state, state, state.forLooking] {
            // Each as a program of its own.
            let journal = TrustJournal(hasAccepted: { (try? book.reader.hasAccepted($0)) ?? false }) {
                _ = try await book.record($0)
            }
            _ = try await CheckoutTrust(state: state, anchor: nil, journal: journal).policy(of: checkout, at: now)
        }
        let entries = try (0..<(try book.checkpoint().checkpoint.size)).map {
            try LogEntry(try book.reader.entry($0, in: try book.checkpoint().checkpoint.size))
        }
        #expect(entries.filter { $0.kind == .policyChange }.map(\.reason) == ["accepted"])
    }

    @Test func `only refusals are told once: two events that look alike are two`() async throws {
        let entries = Mutex<[LogEntry]>([])
        let journal = TrustJournal { more in entries.withLock { $0 += more } }
        var event = LogEntry(.keyEvent, at: try #require(LogTime(seconds: 1_790_000_000)))
        event.event = .revoked
        event.subject = "bob"
        event.key = "SHA256:x"
        for size in [20, 10] {
            event.logSize = size
            #expect(await journal.tell([event]) == nil)
        }
        #expect(await journal.tell([event]) == nil)
        #expect(entries.withLock { $0 }.map(\.logSize) == [20, 10, 10])
    }

    @Test func `what the log does not take does not hold`() async throws {
        struct Full: Error {}
        let policy = try ExampleTrust.policy()
        let state = TrustState(path: folder + "/trust.json", allowsExampleKeys: true)
        let trust = CheckoutTrust(
            state: state, anchor: policy.digest, journal: TrustJournal { _ in throw Full() })
        var checkout = Sample.checkout([:])
        checkout.trust = [
            Checkout.File(path: TrustPolicy.path, bytes: policy.bytes),
            Checkout.File(path: TrustPolicy.signaturesPath, bytes: policy.signatureFile),
        ]
        let now = Timestamp(seconds: 1_790_000_000)
        await #expect(throws: TrustError.self) { _ = try await trust.policy(of: checkout, at: now) }
        #expect(try state.current(at: now) == nil)
    }
}
