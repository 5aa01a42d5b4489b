/// Where a tile or an entry bundle lies (C2SP tlog-tiles).
///
///     TileCoordinate(level: 0, index: 1_234_067, width: 256).path   // tile/0/x001/x234/067
///     TileCoordinate(entriesAt: 273, width: 112).path               // tile/entries/273.p/112
package struct TileCoordinate: Sendable, Hashable {
    /// Hashes in a full tile.
    package static let fullWidth = 256
    /// Levels of the tree in a tile.
    static let height = 8

    /// 0…63; nil for a bundle of entries.
    package let level: Int?
    package let index: Int
    /// 1…256 hashes or entries.
    package let width: Int

    package init(level: Int, index: Int, width: Int) {
        self.level = level
        self.index = index
        self.width = width
    }

    package init(entriesAt index: Int, width: Int) {
        level = nil
        self.index = index
        self.width = width
    }

    /// The tile as wide as it is in a tree of `size` entries.
    package init(level: Int, index: Int, in size: Int) {
        self.init(level: level, index: index, width: Self.width(level: level, index: index, in: size))
    }

    /// The bundle as wide as it is in a tree of `size` entries.
    package init(entriesAt index: Int, in size: Int) {
        self.init(entriesAt: index, width: Self.width(level: 0, index: index, in: size))
    }

    package var isFull: Bool { width == Self.fullWidth }
    package var full: TileCoordinate { TileCoordinate(self, width: Self.fullWidth) }

    /// Whether a tree of `size` entries has all hashes of this tile.
    package func isCovered(by size: Int) -> Bool {
        let isInRange = index >= 0 && index <= Int.max >> Self.height && (1...Self.fullWidth).contains(width)
        return isInRange && Self.width(level: level ?? 0, index: index, in: size) >= width
    }

    private init(_ other: TileCoordinate, width: Int) {
        level = other.level
        index = other.index
        self.width = width
    }

    private static func width(level: Int, index: Int, in size: Int) -> Int {
        let shift = Self.height * level
        let hashes = shift < Int.bitWidth ? size >> shift : 0
        return min(max(hashes - index * fullWidth, 0), fullWidth)
    }
}

extension TileCoordinate {
    /// Relative to the log's prefix.
    package var path: String { isFull ? fullPath : "\(partialFolder)/\(width)" }

    /// The folder of the partial tiles that come before the full one.
    package var partialFolder: String { fullPath + ".p" }

    private var fullPath: String {
        var parts: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1000)
            let padded = String(repeating: "0", count: 3 - digits.count) + digits
            parts.insert(parts.isEmpty ? padded : "x" + padded, at: 0)
            rest /= 1000
        } while rest > 0
        return "tile/\(level.map { String($0) } ?? "entries")/" + parts.joined(separator: "/")
    }

    /// - Returns: nil for everything that ``path`` does not write.
    package init?(path: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, parts.count <= 12, parts[0] == "tile" else { return nil }
        var level: Int?
        if parts[1] != "entries" {
            guard let number = Int(parts[1]), (0...63).contains(number) else { return nil }
            level = number
        }
        parts.removeFirst(2)
        var width = Self.fullWidth
        if parts.count >= 2, parts[parts.count - 2].hasSuffix(".p"), let last = parts.popLast() {
            guard let number = Int(last), (1..<Self.fullWidth).contains(number) else { return nil }
            width = number
            parts[parts.count - 1].removeLast(2)
        }
        guard let index = Self.index(parts) else { return nil }
        self.level = level
        self.index = index
        self.width = width
        // Rejects leading zeros, signs and needless elements.
        guard self.path == path else { return nil }
    }

    private static func index(_ parts: [String]) -> Int? {
        var index = 0
        for part in parts {
            let digits = part.hasPrefix("x") ? part.dropFirst() : part[...]
            guard digits.utf8.count == 3, let number = Int(digits), index <= (Int.max >> 8) / 1000 - 1 else {
                return nil
            }
            index = index * 1000 + number
        }
        return index
    }
}
