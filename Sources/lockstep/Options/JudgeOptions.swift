import ArgumentParser
import Judging

/// What a canary is held to.
struct JudgeOptions: ParsableArguments {
    @Option(help: "How many times as often as the stable version a canary may fail.")
    var allowedRatio = 1.5

    @Option(
        help: "How many times as often a canary is shown not to fail when it passes; twice the allowed, if not set.")
    var passRatio: Double?

    @Option(help: "The greatest chance that a canary within bounds is reverted.")
    var falseAlarm = 0.01

    @Option(help: "Requests to the canary before any verdict.")
    var leastSample = 50.0

    @Option(help: "The share of failures that no canary may exceed, whatever the stable version does.")
    var ceiling: Double?

    @Option(help: "How a canary passes: proven, or unrefuted once the least sample is there.")
    var pass: JudgeParameters.PassRule = .proven

    var parameters: JudgeParameters {
        var parameters = JudgeParameters()
        parameters.allowedRatio = allowedRatio
        parameters.passRatio = passRatio ?? allowedRatio * JudgeParameters.passMultiple
        parameters.falseAlarm = falseAlarm
        parameters.leastSample = leastSample
        parameters.ceiling = ceiling
        parameters.passRule = pass
        return parameters
    }
}

extension JudgeParameters.PassRule: ExpressibleByArgument {}

/// The traffic of a simulation.
struct TrafficOptions: ParsableArguments {
    @Option(help: "Requests a second, to both versions together.")
    var rps = 20.0

    @Option(help: "Percent of the requests that go to the canary.")
    var weight = 10.0

    @Option(help: "Seconds between two looks.")
    var tick = 30.0

    @Option(help: "How many looks.")
    var ticks = 60

    @Option(help: "The share of the stable version's requests that fail.")
    var baseline = 0.005

    @Option(parsing: .upToNextOption, help: "How many times as often as the stable version the canaries fail.")
    var regressions: [Double] = [1, 1.5, 2, 5, 10]

    @Option(help: "Canaries of each kind.")
    var runs = 400

    @Option(help: "Where the random numbers begin.")
    var seed: UInt64 = 1

    func simulation(_ parameters: JudgeParameters) -> JudgeSimulation {
        var simulation = JudgeSimulation(parameters: parameters)
        simulation.requestsPerSecond = rps
        simulation.weight = weight / 100
        simulation.tick = tick
        simulation.ticks = ticks
        simulation.stableFailures = baseline
        simulation.runs = runs
        return simulation
    }
}
