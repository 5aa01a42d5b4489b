import Testing
import Trust

@Suite struct TrustStateTests {
    private let scratch: Scratch
    private let state: TrustState
    private let now = time("2026-03-01T12:00:00Z")

    init() throws {
        scratch = try Scratch()
        state = TrustState(path: scratch.path("trust.json"))
    }

    private func version(_ version: Int) throws -> SignedTrustPolicy {
        var fixture = TrustPolicyFixture()
        fixture.version = version
        return try fixture.signed()
    }

    @Test func `the mark outlives the process and only rises`() throws {
        #expect(try state.current(at: now) == nil)
        _ = try state.begin(with: try version(1), anchor: try version(1).digest, at: now)
        #expect(try state.accept([try version(1), try version(2), try version(3)], at: now).policy.version == 3)
        let again = TrustState(path: state.path)
        #expect(try again.current(at: now)?.policy.version == 3)
        #expect(
            throws: TrustError.rollback("the trust policy", reason: "expected version 3 or newer, found 2")
        ) { try again.accept([try version(2)], at: now) }
        #expect(throws: TrustError.rollback("the trust policy", reason: "version 3 is trusted already")) {
            try again.begin(with: try version(1), anchor: try version(1).digest, at: now)
        }
        #expect(try again.accept([try version(3)], at: now).policy.version == 3)
    }

    @Test func `another content at the same version is refused`() throws {
        _ = try state.begin(with: try version(1), anchor: try version(1).digest, at: now)
        var fork = TrustPolicyFixture()
        fork.expires = "2028-01-01T00:00:00Z"
        #expect(throws: TrustError.self) { try state.accept([try fork.signed()], at: now) }
    }

    @Test func `a gap in the chain is refused, and nothing is stored`() throws {
        _ = try state.begin(with: try version(1), anchor: try version(1).digest, at: now)
        #expect(throws: TrustError.self) { try state.accept([try version(2), try version(4)], at: now) }
        #expect(try state.current(at: now)?.policy.version == 1)
    }

    @Test func `a damaged file is not taken for none`() throws {
        _ = try state.begin(with: try version(1), anchor: try version(1).digest, at: now)
        let bytes = try scratch.bytes("trust.json")
        for count in [0, 1, bytes.count / 2, bytes.count - 1] {
            try scratch.write(Array(bytes.prefix(count)), "trust.json")
            #expect(throws: TrustError.self) { try state.current(at: now) }
            #expect(throws: TrustError.self) {
                try state.begin(with: try version(1), anchor: try version(1).digest, at: now)
            }
        }
    }

    @Test func `root keys that run out later do not unmake what was accepted`() throws {
        var fixture = TrustPolicyFixture()
        fixture.fields["alice-root"] = "validUntil: 2026-04-01T00:00:00Z"
        let signed = try fixture.signed()
        _ = try state.begin(with: signed, anchor: signed.digest, at: now)
        #expect(try state.current(at: time("2026-06-01T00:00:00Z"))?.policy.version == 1)
    }
}
