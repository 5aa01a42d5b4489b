import Transport

/// Keeps answers that a server marks with what changes when they do, from one run to the next.
///
/// It may lose any of them, and gives back what was put in or nothing.
package protocol AnswerKeeper: Sendable {
    /// - Parameter key: lines that name the server and the answer.
    func answer(_ key: String) -> [UInt8]?
    func keep(_ answer: [UInt8], as key: String)
}

extension ClusterConnection {
    /// Names the server by its address and by whom it is known: two clusters may have one address, one after the other.
    var cacheKey: String {
        let authority =
            switch authorities {
            case nil: "the system's"
            case .file(let path)?: path
            case .data(let data)?: data.exposedText
            }
        return "\(server)\n\(tlsServerName ?? "")\n\(insecureSkipVerify)\n\(authority)"
    }
}
