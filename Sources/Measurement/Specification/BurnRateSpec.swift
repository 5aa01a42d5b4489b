import Manifests

/// Pairs of windows over which the error budget must not burn too fast before a canary is opened.
///
/// The SRE workbook, chapter 5, table 5-8: of a budget for 30 days, 14.4 times as fast burns 2 % in an hour, 6 times
/// 5 % in six hours, once 10 % in three days. The short window shows that it burns still.
package struct BurnRateSpec: Sendable, Hashable {
    package struct Window: Sendable, Hashable {
        package var long: Duration
        package var short: Duration
        /// How many times as fast as the objective allows.
        package var factor: Double
    }

    package var windows: [Window]

    package static let standard = BurnRateSpec(windows: [
        Window(long: .seconds(3_600), short: .seconds(300), factor: 14.4),
        Window(long: .seconds(21_600), short: .seconds(1_800), factor: 6),
        Window(long: .seconds(259_200), short: .seconds(21_600), factor: 1),
    ])

    static func read(_ reader: inout FieldReader) -> BurnRateSpec? {
        let isStandard = !reader.has("windows")
        let windows = reader.objects("windows") { window -> Window? in
            let long = window.required("long", .duration)
            let short = window.required("short", .duration)
            let factor = window.required("factor", .number(in: 0...1e6))
            guard let long, let short, let factor else { return nil }
            if short <= .zero || long <= short {
                window.report("expected a short window above 0s and a longer long one", at: "short")
            }
            return Window(long: long, short: short, factor: factor)
        }
        return isStandard ? .standard : BurnRateSpec(windows: windows)
    }
}
