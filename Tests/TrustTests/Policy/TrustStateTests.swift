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

    @Test func `the mark outlives the process and only rises`() async throws {
        #expect(try state.current(at: now) == nil)
        _ = try await state.begin(with: try version(1), anchor: try version(1).digest, at: now)
        #expect(try await state.accept([try version(1), try version(2), try version(3)], at: now).policy.version == 3)
        let again = TrustState(path: state.path)
        #expect(try again.current(at: now)?.policy.version == 3)
        await #expect(
            throws: TrustError.rollback("the trust policy", reason: "expected version 3 or newer, found 2")
        ) { try await again.accept([try version(2)], at: now) }
        await #expect(throws: TrustError.rollback("the trust policy", reason: "version 3 is trusted already")) {
            try await again.begin(with: try version(1), anchor: try version(1).digest, at: now)
        }
        #expect(try await again.accept([try version(3)], at: now).policy.version == 3)
    }

    @Test func `another content at the same version is refused`() async throws {
        _ = try await state.begin(with: try version(1), anchor: try version(1).digest, at: now)
        var fork = TrustPolicyFixture()
        fork.expires = "2028-01-01T00:00:00Z"
        await #expect(throws: TrustError.self) { try await state.accept([try fork.signed()], at: now) }
    }

    @Test func `a gap in the chain is refused, and nothing is stored`() async throws {
        _ = try await state.begin(with: try version(1), anchor: try version(1).digest, at: now)
        await #expect(throws: TrustError.self) { try await state.accept([try version(2), try version(4)], at: now) }
        #expect(try state.current(at: now)?.policy.version == 1)
    }

    @Test func `a damaged file is not taken for none`() async throws {
        _ = try await state.begin(with: try version(1), anchor: try version(1).digest, at: now)
        let bytes = try scratch.bytes("trust.json")
        for count in [0, 1, bytes.count / 2, bytes.count - 1] {
            try scratch.write(Array(bytes.prefix(count)), "trust.json")
            #expect(throws: TrustError.self) { try state.current(at: now) }
            await #expect(throws: TrustError.self) {
                try await state.begin(with: try version(1), anchor: try version(1).digest, at: now)
            }
        }
    }

    @Test func `root keys that run out later do not unmake what was accepted`() async throws {
        var fixture = TrustPolicyFixture()
        fixture.fields["alice-root"] = "validUntil: 2026-04-01T00:00:00Z"
        let signed = try fixture.signed()
        _ = try await state.begin(with: signed, anchor: signed.digest, at: now)
        #expect(try state.current(at: time("2026-06-01T00:00:00Z"))?.policy.version == 1)
    }

    @Test func `who only looks leaves the mark where it is, and still goes back to nothing older`() async throws {
        _ = try await state.begin(with: try version(1), anchor: try version(1).digest, at: now)
        let look = state.forLooking
        #expect(try await look.accept([try version(2)], at: now).policy.version == 2)
        #expect(try look.current(at: now)?.policy.version == 2)
        #expect(try look.accepted(try version(1))?.policy.version == 1)
        #expect(try state.current(at: now)?.policy.version == 1)
        #expect(try state.forLooking.current(at: now)?.policy.version == 1)
        _ = try await state.accept([try version(2)], at: now)
        await #expect(throws: TrustError.rollback("the trust policy", reason: "expected version 2 or newer, found 1")) {
            try await state.forLooking.accept([try version(1)], at: now)
        }
    }

    @Test func `writers that race never lower the mark`() async throws {
        _ = try await state.begin(with: try version(1), anchor: try version(1).digest, at: now)
        let chain = try (2...6).map(version)
        await withTaskGroup(of: Void.self) { group in
            for number in 1...5 {
                let (state, now, part) = (TrustState(path: state.path), now, Array(chain.prefix(number)))
                group.addTask { _ = try? await state.accept(part, at: now) }
            }
        }
        #expect(try state.current(at: now)?.policy.version == 6)
    }

    @Test func `a newer version is reached by its digest where root keys have run out since`() async throws {
        var old = TrustPolicyFixture()
        old.fields["alice-root"] = "validUntil: 2026-04-01T00:00:00Z"
        old.fields["bob-root"] = "validUntil: 2026-04-01T00:00:00Z"
        _ = try await state.begin(with: try old.signed(), anchor: try old.signed().digest, at: now)
        let later = time("2026-06-01T00:00:00Z")
        let next = try version(4)
        await #expect(throws: TrustError.self) { try await state.accept([next], at: later) }
        await #expect(throws: TrustError.self) {
            try await state.accept([next], anchor: try version(5).digest, at: later)
        }
        #expect(try await state.accept([try version(3), next], anchor: next.digest, at: later).policy.version == 4)
        // It leads nowhere back.
        await #expect(throws: TrustError.self) {
            try await state.accept([try version(3)], anchor: try version(3).digest, at: later)
        }
    }
}
