import Testing

@testable import Trust

@Suite struct TreeTests {
    /// The entries and roots of the Certificate Transparency reference tests.
    static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ].map(bytes)
    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    static func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.utf8.count, by: 2).compactMap { offset in
            UInt8(hex.dropFirst(offset).prefix(2), radix: 16)
        }
    }

    /// The tree hash straight from the definition in RFC 6962, section 2.1.
    static func root(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
        guard leaves.count > 1, let first = leaves.indices.first else { return leaves.first ?? .ofEmptyTree }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        return .node(root(leaves[first..<first + split]), root(leaves[(first + split)...]))
    }

    /// The tiles of a tree, and its edge.
    static func grow(_ count: Int) -> (tiles: TileSet, edge: RightEdge, leaves: [TreeHash]) {
        let leaves = (0..<count).map { TreeHash.leaf(Array("\($0)".utf8)) }
        var edge = RightEdge()
        var tiles = TileSet()
        for leaf in leaves {
            for filled in edge.append(leaf) { tiles[filled.coordinate] = filled.tile }
        }
        for partial in edge.partialTiles { tiles[partial.coordinate] = partial.tile }
        return (tiles, edge, leaves)
    }

    @Test func `roots are those of the reference tests`() {
        var edge = RightEdge()
        #expect(edge.root == TreeHash(bytes: Self.bytes(Self.roots[0])))
        for (leaf, root) in zip(Self.leaves, Self.roots.dropFirst()) {
            _ = edge.append(.leaf(leaf))
            #expect(edge.root == TreeHash(bytes: Self.bytes(root)))
        }
    }

    @Test func `an inclusion proof is that of the reference tests`() throws {
        let path = [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ].compactMap { TreeHash(bytes: Self.bytes($0)) }
        var edge = RightEdge()
        for leaf in Self.leaves { _ = edge.append(.leaf(leaf)) }
        var tiles = TileSet()
        for partial in edge.partialTiles { tiles[partial.coordinate] = partial.tile }
        #expect(try tiles.hashes(for: .inclusion(of: 0, in: 8)) == path)
        try InclusionProof(index: 0, size: 8, path: path).verify(leaf: .leaf(Self.leaves[0]), root: edge.root)
    }

    @Test(arguments: [1, 2, 3, 7, 255, 256, 257, 511, 512, 600, 65_535, 65_536, 65_537, 70_000])
    func `the edge and the tiles lead to the root of the definition`(count: Int) throws {
        let (tiles, edge, leaves) = Self.grow(count)
        let root = Self.root(leaves[...])
        #expect(edge.root == root)
        #expect(try tiles.root(size: count) == root)
        #expect(RightEdge(levels: edge.levels, size: count) != nil)
    }

    @Test(arguments: [1, 2, 3, 5, 8, 13, 64, 255, 256, 257, 300, 513])
    func `every entry has a proof, which holds for it and for no other`(count: Int) throws {
        let (tiles, edge, leaves) = Self.grow(count)
        for index in 0..<count {
            let proof = InclusionProof(
                index: index, size: count, path: try tiles.hashes(for: .inclusion(of: index, in: count)))
            try proof.verify(leaf: leaves[index], root: edge.root)
            #expect(throws: TrustError.self) { try proof.verify(leaf: .leaf([0xFF]), root: edge.root) }
            var longer = proof
            longer.path.append(.ofEmptyTree)
            #expect(throws: TrustError.self) { try longer.verify(leaf: leaves[index], root: edge.root) }
            guard !proof.path.isEmpty else { continue }
            var shorter = proof
            shorter.path.removeLast()
            #expect(throws: TrustError.self) { try shorter.verify(leaf: leaves[index], root: edge.root) }
            var moved = proof
            moved.index = (index + 1) % count
            #expect(throws: TrustError.self) { try moved.verify(leaf: leaves[index], root: edge.root) }
        }
    }

    @Test(arguments: [1, 2, 7, 8, 31, 70, 257, 300])
    func `every earlier tree is proved consistent, and no other one`(count: Int) throws {
        let (tiles, edge, leaves) = Self.grow(count)
        for old in 0...count {
            let oldRoot = Self.root(leaves[..<old])
            let path = try tiles.hashes(for: .consistency(from: old, to: count))
            let proof = ConsistencyProof(oldSize: old, newSize: count, path: path)
            try proof.verify(oldRoot: oldRoot, newRoot: edge.root)
            let other = TreeHash.leaf([0xFF])
            #expect(throws: TrustError.self) { try proof.verify(oldRoot: other, newRoot: edge.root) }
            if old > 0 { #expect(throws: TrustError.self) { try proof.verify(oldRoot: oldRoot, newRoot: other) } }
            var longer = proof
            longer.path.append(other)
            #expect(throws: TrustError.self) { try longer.verify(oldRoot: oldRoot, newRoot: edge.root) }
        }
    }

    @Test func `proofs beyond the tree are refused`() {
        #expect(throws: TrustError.outOfRange(index: 3, size: 3)) { try ProofPlan.inclusion(of: 3, in: 3) }
        #expect(throws: TrustError.outOfRange(index: -1, size: 3)) { try ProofPlan.inclusion(of: -1, in: 3) }
        #expect(throws: TrustError.outOfRange(index: 4, size: 3)) { try ProofPlan.consistency(from: 4, to: 3) }
    }

    /// The examples of C2SP tlog-tiles.
    @Test func `tile paths are those of the specification`() {
        #expect(TileCoordinate(level: 0, index: 1_234_067, width: 256).path == "tile/0/x001/x234/067")
        #expect(TileCoordinate(entriesAt: 273, in: 70_000).path == "tile/entries/273.p/112")
        #expect(TileCoordinate(level: 1, index: 1, in: 70_000).path == "tile/1/001.p/17")
        #expect(TileCoordinate(level: 2, index: 0, in: 70_000).path == "tile/2/000.p/1")
        #expect(TileCoordinate(level: 1, index: 0, in: 256).path == "tile/1/000.p/1")
    }

    @Test(arguments: [
        "tile/0/000", "tile/63/999.p/255", "tile/entries/x123/x456/789", "tile/3/x001/000.p/1",
    ])
    func `a tile path is read as it is written`(path: String) {
        #expect(TileCoordinate(path: path)?.path == path)
    }

    @Test(arguments: [
        "", "tile", "tile/0", "tile/0/0", "tile/0/0000", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/0/x000",
        "tile/0/x000/001", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p", "tile/0/../../etc",
        "tile/entries/+01", "/tile/0/000", "tile/0/000/", "tile//000", "tile/0/001/002", "tile/0/x001/x002",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999",
    ])
    func `what is no tile path is refused`(path: String) {
        #expect(TileCoordinate(path: path) == nil)
    }

    @Test func `bundles are whole entries or nothing`() {
        var bundle: [UInt8] = []
        EntryBundle.append([1, 2, 3], to: &bundle)
        EntryBundle.append([], to: &bundle)
        EntryBundle.append([UInt8](repeating: 7, count: 65_535), to: &bundle)
        #expect(EntryBundle.entries(bundle)?.map(\.count) == [3, 0, 65_535])
        for cut in [1, 2, 4, 6, 8, 100, bundle.count - 1] where cut != 5 {
            #expect(EntryBundle.entries(Array(bundle.prefix(cut))) == nil)
        }
    }
}
