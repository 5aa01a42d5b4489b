import Testing
import Trust

@Suite struct WitnessTests {
    static let origin = TestLog.origin

    struct Bench {
        let log: TestKey
        let witnessKey: TestKey
        let files: FaultyFiles
        let witness: Witness

        init(files: FaultyFiles = FaultyFiles()) throws {
            log = try TestKey(1, name: origin)
            witnessKey = try TestKey(2, name: "witness.example/w1", kind: .cosignature)
            self.files = files
            witness = try Witness(
                folder: "/witness", logs: [origin: [log.verifier]], signer: witnessKey.signer, files: files)
        }

        func request(_ old: Int, _ new: Int, proof: [TreeHash]? = nil, by key: TestKey? = nil) throws -> [UInt8] {
            let path = try proof ?? WitnessTests.proof(old, new)
            let note = try (key ?? log).checkpoint(origin, TestLog.entries(0..<new))
            return WitnessRequest(oldSize: old, proof: path, note: note).body
        }
    }

    static func proof(_ old: Int, _ new: Int) throws -> [TreeHash] {
        var edge = RightEdge()
        var tiles = TileSet()
        for entry in TestLog.entries(0..<new) {
            for filled in edge.append(.leaf(entry)) { tiles[filled.coordinate] = filled.tile }
        }
        for partial in edge.partialTiles { tiles[partial.coordinate] = partial.tile }
        return try tiles.hashes(for: .consistency(from: old, to: new))
    }

    @Test func `a log that grows is cosigned, each time`() async throws {
        let bench = try Bench()
        for (old, new) in [(0, 3), (3, 3), (3, 10), (10, 300)] {
            let body = try bench.request(old, new)
            let response = await bench.witness.addCheckpoint(body, time: 1_700_000_000)
            #expect(response.status == 200)
            let note = try WitnessRequest(body).note
            let cosigned = try SignedNote(Array((note.text + "\n").utf8) + response.body)
            #expect(try cosigned.verify(with: [bench.witnessKey.verifier]).map(\.time) == [1_700_000_000])
        }
        #expect(try await bench.witness.latestCheckpoint(of: Self.origin)?.size == 300)
    }

    @Test func `the answers are those of the specification`() async throws {
        let bench = try Bench()
        _ = await bench.witness.addCheckpoint(try bench.request(0, 5), time: 1)
        func status(_ body: [UInt8]) async -> Int { await bench.witness.addCheckpoint(body, time: 2).status }
        #expect(await status(Array("nonsense".utf8)) == 400)
        #expect(await status(try bench.request(9, 5, proof: [])) == 400)
        let stranger = try TestKey(9, name: Self.origin)
        #expect(await status(try bench.request(5, 7, by: stranger)) == 403)
        let elsewhere = try TestKey(1, name: "other.example").checkpoint("other.example", [])
        #expect(await status(WitnessRequest(oldSize: 0, proof: [], note: elsewhere).body) == 404)
        #expect(await status(try bench.request(5, 7, proof: [])) == 422)
        #expect(await status(try bench.request(5, 7, proof: try Self.proof(4, 7))) == 422)
        let conflict = await bench.witness.addCheckpoint(try bench.request(0, 7, proof: []), time: 3)
        #expect(conflict == WitnessResponse(status: 409, contentType: "text/x.tlog.size", body: Array("5\n".utf8)))
        let forked = try bench.log.checkpoint(Self.origin, TestLog.entries(10..<15))
        #expect(await status(WitnessRequest(oldSize: 5, proof: [], note: forked).body) == 409)
        #expect(try await bench.witness.latestCheckpoint(of: Self.origin)?.size == 5)
    }

    @Test func `a witness that cannot keep its record does not cosign`() async throws {
        let bench = try Bench()
        _ = await bench.witness.addCheckpoint(try bench.request(0, 5), time: 1)
        let body = try bench.request(5, 6)
        let start = bench.files.steps
        for extra in 0..<200 {
            bench.files.setBudget(start + extra)
            let response = await bench.witness.addCheckpoint(body, time: 2)
            if response.status == 200 { break }
            #expect(response.status == 500)
            #expect(response.body.starts(with: Array("the checkpoint".utf8)))
        }
    }

    @Test func `a witness started again remembers`() async throws {
        let bench = try Bench()
        _ = await bench.witness.addCheckpoint(try bench.request(0, 5), time: 1)
        let again = try Bench(files: FaultyFiles(bench.files.afterPowerLoss(keepsNames: false)))
        #expect(await again.witness.addCheckpoint(try again.request(0, 7), time: 2).status == 409)
        #expect(await again.witness.addCheckpoint(try again.request(5, 7), time: 2).status == 200)
    }

    @Test func `a damaged record is not taken for none`() async throws {
        let bench = try Bench()
        _ = await bench.witness.addCheckpoint(try bench.request(0, 5), time: 1)
        let record = try #require(bench.files.seen.keys.first { $0.hasPrefix("/witness/") })
        try bench.files.write([], to: record)
        #expect(await bench.witness.addCheckpoint(try bench.request(0, 5), time: 2).status == 500)
    }

    @Test func `the client finds the witness's size out and gets the cosignature`() async throws {
        let bench = try Bench()
        let test = try TestLog()
        let log = try test.open()
        let client = WitnessClient(verifier: bench.witnessKey.verifier, reader: test.reader) {
            await bench.witness.addCheckpoint($0, time: 9)
        }
        _ = try await log.append(contentsOf: TestLog.entries(0..<5))
        #expect(try await Self.isCosigned(client.cosign(log.checkpoint, oldSize: 0)))
        _ = try await log.append(contentsOf: TestLog.entries(5..<300))
        guard case .cosigned(let signatures) = try await client.cosign(await log.checkpoint, oldSize: 0) else {
            Issue.record("expected a cosignature")
            return
        }
        #expect(try await log.attach(signatures, to: await log.checkpoint))
    }

    static func isCosigned(_ outcome: WitnessClient.Outcome) -> Bool {
        if case .cosigned = outcome { true } else { false }
    }

    @Test func `a witness that is ahead tells of a log that was put back`() async throws {
        let bench = try Bench()
        _ = await bench.witness.addCheckpoint(try bench.request(0, 50), time: 1)
        let test = try TestLog()
        let note = try await test.open().append(TestLog.entry(0)).checkpoint
        let client = WitnessClient(verifier: bench.witnessKey.verifier, reader: test.reader) {
            await bench.witness.addCheckpoint($0, time: 9)
        }
        #expect(try await client.cosign(note, oldSize: 0) == .ahead(size: 50))
    }

    @Test func `a fork is told from an unreachable witness and from a refusal`() async throws {
        let bench = try Bench()
        _ = await bench.witness.addCheckpoint(try bench.request(0, 2), time: 1)
        let test = try TestLog()
        let note = try await test.open().append(contentsOf: TestLog.entries(10..<14)).last?.checkpoint
        func outcome(_ post: @escaping WitnessClient.Post) async throws -> WitnessClient.Outcome {
            try await WitnessClient(verifier: bench.witnessKey.verifier, reader: test.reader, post: post)
                .cosign(try #require(note), oldSize: 0)
        }
        guard case .inconsistent(422, _) = try await outcome({ await bench.witness.addCheckpoint($0, time: 9) }) else {
            Issue.record("expected a fork")
            return
        }
        struct Offline: Error {}
        guard case .unreachable = try await outcome({ _ in throw Offline() }) else {
            Issue.record("expected no witness")
            return
        }
        let fake = try TestKey(8, name: "witness.example/w1", kind: .cosignature)
        let line = try fake.signer.signature(over: try #require(note).text, time: 1).line
        guard case .refused(200, _) = try await outcome({ _ in WitnessResponse(status: 200, body: Array(line.utf8)) })
        else {
            Issue.record("expected a strange key to count for nothing")
            return
        }
    }

    /// The example of C2SP tlog-witness, its signature lines left out but one.
    @Test func `the request of the specification is read and written`() throws {
        let text = """
            old 20852014
            PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
            jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
            5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
            /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=

            """
        let request = try WitnessRequest(Array(text.utf8))
        #expect(request.oldSize == 20_852_014)
        #expect(request.proof.count == 4)
        #expect(request.body == Array(text.utf8))
    }
}
