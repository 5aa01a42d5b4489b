import Judging
package import Manifests

extension CheckState {
    /// Every number that the next judgement depends on; what was said last is said anew at the next look.
    package var encoded: Value {
        var object: Object = [
            "canary": .string(canary), "candidate": .string(candidate), "definition": .string(definition),
            "step": .integer(Int64(step)), "stepBegan": .double(stepBegan),
            "failuresInRow": .integer(Int64(failuresInRow)), "passesInRow": .integer(Int64(passesInRow)),
            "memory": memory.encoded, "began": .double(began), "tests": .integer(Int64(drift.tests)),
        ]
        if let stable { object["stable"] = .string(stable) }
        if let countedUntil { object["countedUntil"] = .double(countedUntil) }
        if let judge { object["judge"] = judge.encoded }
        return .object(object)
    }

    /// - Throws: `state` or `judging` where something is missing or impossible.
    package init(restoring value: Value) throws(MeasurementError) {
        guard let canary = value["canary"]?.string else { throw .state(path: "canary", expected: "a string") }
        self.canary = canary
        stable = value["stable"]?.string
        candidate = value["candidate"]?.string ?? ""
        definition = value["definition"]?.string ?? ""
        step = try value.count("step")
        stepBegan = try value.instant("stepBegan")
        failuresInRow = try value.count("failuresInRow")
        passesInRow = try value.count("passesInRow")
        if value["countedUntil"] != nil { countedUntil = try value.instant("countedUntil") }
        began = try value.instant("began")
        drift.tests = try value.count("tests")
        memory = try CounterMemory(restoring: value["memory"] ?? .null)
        guard let judge = value["judge"] else { return }
        do throws(JudgingError) { self.judge = try SequentialJudge(restoring: judge) } catch { throw .judging(error) }
    }
}

extension CounterMemory {
    var encoded: Value {
        let series = last.sorted { "\($0.key)" < "\($1.key)" }.map { series, sample -> Value in
            let labels = series.labels.map { Object.Member(key: $0.name, value: .string($0.value)) }
            return [
                "name": .string(series.name), "labels": .object(Object(labels)), "time": .double(sample.time),
                "value": .double(sample.value),
            ]
        }
        return ["isBegun": .bool(isBegun), "series": .array(series)]
    }

    init(restoring value: Value) throws(MeasurementError) {
        guard let isBegun = value["isBegun"]?.bool, let list = value["series"]?.array else {
            throw .state(path: "memory", expected: "'isBegun' and 'series'")
        }
        guard list.count <= Self.most else {
            throw .state(path: "memory.series", expected: "at most \(Self.most) elements")
        }
        var last: [Series: Sample] = [:]
        for element in list {
            let labels = element["labels"]?.object?.map { Series.Label($0.key, $0.value.string ?? "") } ?? []
            guard let name = element["name"]?.string, let series = Series(name: name, labels: labels) else {
                throw .state(path: "memory.series", expected: "a name and labels")
            }
            last[series] = Sample(time: try element.instant("time"), value: try element.instant("value"))
        }
        self.init(last: last, isBegun: isBegun)
    }
}

extension Value {
    fileprivate func count(_ name: String) throws(MeasurementError) -> Int {
        guard let count = self[name]?.integer.flatMap({ Int(exactly: $0) }), count >= 0 else {
            throw .state(path: name, expected: "a whole number from 0 up")
        }
        return count
    }

    /// A finite number from 0 up.
    fileprivate func instant(_ name: String) throws(MeasurementError) -> Double {
        guard let number = self[name]?.asDouble, number.isFinite, number >= 0 else {
            throw .state(path: name, expected: "a number from 0 up")
        }
        return number
    }
}
