import Foundation

/// Equal bins over a range, as many as Sturges 1926 has it: 1 + log₂ n, rounded up.
///
/// The edges are those of `numpy.histogram_bin_edges(…, bins="sturges")`, to the last bit.
enum SturgesEdges {
    /// - Parameter isIntegral: bins of whole numbers are at least 1 wide.
    /// - Returns: at least two edges, strictly ascending; nil where the numbers lie too close together to be told
    ///   apart.
    static func edges(count: Int, least: Double, greatest: Double, isIntegral: Bool) -> [Double]? {
        guard count > 0, least <= greatest else { return nil }
        var (first, last) = (least, greatest)
        var width = (greatest - least) / (log2(Double(count)) + 1)
        if first == last {
            first -= 0.5
            last += 0.5
        }
        if isIntegral, width > 0, width < 1 { width = 1 }
        let ratio = width > 0 ? ((last - first) / width).rounded(.up) : 1
        guard ratio.isFinite, ratio < 1e6 else { return nil }
        let bins = max(1, Int(ratio))
        let step = (last - first) / Double(bins)
        var edges = (0..<bins).map { Double($0) * step + first }
        edges.append(last)
        let isAscending = zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }
        return isAscending ? edges : nil
    }
}
