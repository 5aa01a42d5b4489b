/// A Git commit object, taken apart as far as its signature needs it; nothing has been verified.
package struct CommitObject: Sendable, Hashable {
    /// Without the `gpgsig` header: what is signed.
    package let payload: [UInt8]
    /// The armoured text of the `gpgsig` header, unfolded; nil for an unsigned commit.
    package let signature: String?
    /// As the commit says, with the e-mail address; whoever made the commit could write anything.
    package let author: String
    /// 40 hexadecimal digits each; the first is the branch that the others were merged into.
    package let parents: [String]

    /// - Parameter bytes: the object's content, without Git's `commit <size>` in front.
    /// - Throws: `malformed` where the headers are not as Git writes them, or a signature header is there twice or
    ///   is of another kind (`gpgsig-sha256`): two readers could take such a commit for two different ones.
    package static func parse(_ bytes: [UInt8]) throws(TrustError) -> CommitObject {
        let what = "commit object"
        var payload: [UInt8] = []
        var signature: [String] = []
        var parents: [String] = []
        var author = ""
        var names: [String] = []
        var isInSignature = false
        var position = 0
        while position < bytes.count, bytes[position] != 0x0A {
            guard let end = bytes[position...].firstIndex(of: 0x0A) else {
                throw .malformed(what, reason: "its headers do not end")
            }
            let line = bytes[position..<end]
            position = end + 1
            if line.first == 0x20 {
                guard !names.isEmpty else { throw .malformed(what, reason: "it begins with a continued line") }
                if isInSignature {
                    signature.append(String(decoding: line.dropFirst(), as: UTF8.self))
                } else {
                    payload += line + [0x0A]
                }
                continue
            }
            let name = String(decoding: line.prefix { $0 != 0x20 }, as: UTF8.self)
            let value = String(decoding: line.dropFirst(name.utf8.count + 1), as: UTF8.self)
            names.append(name)
            isInSignature = name == "gpgsig"
            if isInSignature { signature.append(value) } else { payload += line + [0x0A] }
            if name == "parent" { parents.append(value) }
            if name == "author" { author = String(value.prefix { $0 != ">" }) + (value.contains(">") ? ">" : "") }
        }
        guard position < bytes.count else { throw .malformed(what, reason: "it has no message") }
        payload += bytes[position...]
        try check(names, parents: parents)
        return CommitObject(
            payload: payload, signature: signature.isEmpty ? nil : signature.joined(separator: "\n") + "\n",
            author: author, parents: parents)
    }

    /// `tree`, `parent`…, `author`, `committer`, then the others.
    private static func check(_ names: [String], parents: [String]) throws(TrustError) {
        let what = "commit object"
        let head = ["tree"] + parents.map { _ in "parent" } + ["author", "committer"]
        guard names.starts(with: head) else {
            throw .malformed(what, reason: "its headers are not 'tree', 'parent', 'author', 'committer' in this order")
        }
        let rest = names.dropFirst(head.count)
        guard !rest.contains(where: { head.contains($0) || $0 == "parent" || $0 == "gpgsig-sha256" }),
            rest.count(where: { $0 == "gpgsig" }) <= 1
        else { throw .malformed(what, reason: "a header is there twice, or its signature is of another kind") }
        guard parents.allSatisfy({ $0.utf8.count == 40 && Hexadecimal.decode($0) != nil }) else {
            throw .malformed(what, reason: "a parent is not named by 40 hexadecimal digits")
        }
    }

    /// The object's name, by which Git asks for it: the SHA-1 digest, 40 hexadecimal digits.
    package static func name(of bytes: [UInt8]) -> String {
        Hexadecimal.encode(Libcrypto.sha1(Array("commit \(bytes.count)\0".utf8) + bytes))
    }
}
