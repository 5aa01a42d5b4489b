import Foundation
import Testing
import Trust

/// Measured only on request, in a release build: `LOCKSTEP_MEASURE=1`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["LOCKSTEP_MEASURE"] == "1", "LOCKSTEP_MEASURE is not set"))
struct SpeedTests {
    @Test func `statements are signed and verified`() async throws {
        let fixture = JudgeFixture()
        let signer = try signer("alice-release")
        let count = 20_000
        let clock = ContinuousClock()
        var envelopes: [Envelope] = []
        let signing = try clock.measure {
            for index in 0..<count {
                var binding = fixture.binding
                binding.version = Int64(index + 1)
                let statement = Statement.release([.init(name: "m", digest: fixture.digest)], binding: binding)
                envelopes.append(try statement.signed(with: [signer]))
            }
        }
        let statements = (0..<count).map { index in
            var binding = fixture.binding
            binding.version = Int64(index + 1)
            return Statement.release([.init(name: "m", digest: fixture.digest)], binding: binding)
        }
        let start = clock.now
        let batch = try await BatchSigning.sign(statements, with: [signer], workers: 2)
        let batched = start.duration(to: clock.now)
        #expect(batch == envelopes)
        let key = signer.publicKey
        var good = 0
        let verifying = clock.measure { good = envelopes.count { $0.isSigned(by: key) } }
        #expect(good == count)
        print("signed \(count) in \(signing), verified in \(verifying) on one thread, signed in \(batched) on two")
    }
}
