import Manifests

/// Test results as JUnit's XML, which every build server reads.
package enum JUnit {
    package static func xml(_ results: [TestResult]) -> String {
        let failures = results.filter { !$0.isPassed }.count
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<testsuites tests=\"\(results.count)\" failures=\"\(failures)\">\n"
        for file in Set(results.map(\.file)).sorted() {
            let own = results.filter { $0.file == file }
            text += "  <testsuite name=\"\(escaped(file))\" tests=\"\(own.count)\" "
            text += "failures=\"\(own.filter { !$0.isPassed }.count)\">\n"
            for result in own { text += element(result) }
            text += "  </testsuite>\n"
        }
        return text + "</testsuites>\n"
    }

    private static func element(_ result: TestResult) -> String {
        let head =
            "    <testcase name=\"\(escaped(result.name))\" classname=\"\(escaped(result.file))\" line=\"\(result.line)\""
        guard !result.isPassed else { return head + "/>\n" }
        let messages =
            result.failures.map(\.description) + (result.counterexample.map { ["counterexample: \($0)"] } ?? [])
        let first = result.failures.first?.message ?? ""
        return head
            + ">\n      <failure message=\"\(escaped(first))\">\(escaped(messages.joined(separator: "\n")))</failure>\n    </testcase>\n"
    }

    /// XML 1.0 has no control characters but tab and line feed, and none of the two that are no characters.
    package static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case "\u{FFFE}", "\u{FFFF}": continue
            default: if scalar.value >= 0x20 { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }
}
