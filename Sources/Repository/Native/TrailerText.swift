import CLibgit2

/// Git's own reading of the trailers of a message, as libgit2 has it.
enum TrailerText {
    static func parse(_ message: String) -> [CommitMessage.Trailer] {
        var found = git_message_trailer_array()
        guard (try? Libgit2.start()) != nil, git_message_trailers(&found, message) == 0 else { return [] }
        defer { git_message_trailer_array_free(&found) }
        return (0..<found.count).compactMap { index in
            guard let trailer = found.trailers?[index] else { return nil }
            // A value goes on over lines that begin with a space (git's "folding").
            let lines = String(native: trailer.value).split(whereSeparator: \.isNewline)
            let value = lines.map { $0.drop { $0 == " " || $0 == "\t" } }.joined(separator: " ")
            return CommitMessage.Trailer(key: String(native: trailer.key), value: value)
        }
    }
}
