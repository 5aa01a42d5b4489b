/// The texts that stand for a missing value: those that pandas takes for one.
enum MissingValue {
    private static let words: Set<String> = [
        "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
        "NULL", "NaN", "None", "n/a", "nan", "null",
    ]

    static func isMissing(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first else { return true }
        // A digit starts only the two words of old C libraries; numbers should cost nothing here.
        guard text.count <= 8, first > UInt8(ascii: "9") || first < UInt8(ascii: "0") || text.contains(0x23) else {
            return false
        }
        return words.contains(String(decoding: text, as: UTF8.self))
    }
}
