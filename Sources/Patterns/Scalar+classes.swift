extension Unicode.Scalar {
    package var isDigit: Bool { ("0"..."9").contains(self) }
    package var isHexDigit: Bool { isDigit || ("a"..."f").contains(self) || ("A"..."F").contains(self) }
    /// An ASCII letter or `_`.
    package var isIdentifierStart: Bool {
        ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "_"
    }
}
