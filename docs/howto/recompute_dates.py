#!/usr/bin/env python3
"""Compute the dates of a Kentongan certificate again, with nothing but Python 3.11.

    kentongan certificate LP-9K47-TX2B > certificate.json
    python3 recompute_dates.py certificate.json

It knows the rules of counting from the text below and walks day by day; it shares nothing with
Kentongan. It ends with 0 when every date on the certificate follows, with 1 when one does not.

The rules of counting
- Day 0 is the day of the event. For working days an event after office hours, or on a day without
  office, counts as received on the next working day.
- Days count from the day after day 0. Working days end when offices close, calendar days at
  23:59:59. Hours are hours of the clock; office hours count only while the offices are open.
- While the reporter is asked, no day counts whose midnight lies in that time. A date that would
  fall inside such a time falls on the day on which it ends.
- Of several rules with one purpose the earliest date holds. Without a target, the law's date is it.
"""

import json
import sys
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


class Office:
    """Which days are working days, and until when."""

    def __init__(self, given):
        self.zone = ZoneInfo(given["time_zone"])
        self.weekdays = set(given["weekdays"])
        self.opens = time.fromisoformat(given.get("opens", "08:00"))
        self.closes = time.fromisoformat(given["closes"])
        self.holidays = {date.fromisoformat(one["day"]) for one in given["holidays"]}

    def works(self, day):
        return day.weekday() in self.weekdays and day not in self.holidays

    def received(self, moment, unit):
        local = moment.astimezone(self.zone)
        day = local.date()
        if unit != "working_day":
            return day
        if self.works(day) and local.time() > self.closes:
            day += DAY
        while not self.works(day):
            day += DAY
        return day

    def end(self, day, unit):
        last = self.closes if unit == "working_day" else time(23, 59, 59)
        return datetime.combine(day, last, self.zone)


def breaks_of(clock, started_at):
    """The pauses that the dates took account of, in order, cut to the run and joined where they overlap."""
    found = []
    for one in sorted(clock["pauses"], key=lambda one: one["started_at"]):
        if one["counted_until"] is None:
            continue
        start = max(datetime.fromisoformat(one["started_at"]), started_at)
        end = datetime.fromisoformat(one["counted_until"])
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def hours(rule, started_at, breaks):
    left, moment = timedelta(hours=rule["value"]), started_at
    for start, end in breaks:
        if moment + left <= start:
            break
        left -= start - moment
        moment = end
    return moment + left


def office_hours(rule, started_at, breaks, office):
    """Minute by minute would do; second by second of each open day is done in stretches."""
    left, day = rule["value"] * 3600, started_at.astimezone(office.zone).date()
    while True:
        if office.works(day):
            at = datetime.combine(day, office.opens, office.zone)
            closes = datetime.combine(day, office.closes, office.zone)
            edges = sorted({at, closes, started_at, *(one for pair in breaks for one in pair)})
            edges = [one for one in edges if at <= one <= closes]
            for start, end in pairwise(edges):
                asked = any(first <= start and end <= last for first, last in breaks)
                if start < started_at or asked:
                    continue
                if left <= (end - start).total_seconds():
                    return start + timedelta(seconds=left)
                left -= (end - start).total_seconds()
        day += DAY


def days(rule, started_at, breaks, office):
    unit = rule["unit"]
    day, counted = office.received(started_at, unit), 0
    asked = [
        (start.astimezone(office.zone).date(), end.astimezone(office.zone).date())
        for start, end in breaks
    ]
    while counted < rule["value"]:
        day += DAY
        stands_still = any(first < day <= last for first, last in asked)
        if not stands_still and (unit == "calendar_day" or office.works(day)):
            counted += 1
    due = office.end(day, unit)
    for start, end in breaks:
        if start < due < end:
            due = office.end(office.received(end, unit), unit)
    return due


def recompute(clock):
    """The dates of one clock: a dictionary of rule code to date, the target and the legal date."""
    started_at = datetime.fromisoformat(clock["started_at"])
    office = Office(clock["calendar"])
    dates, earliest = {}, {}
    for rule in clock["rules"]:
        breaks = breaks_of(clock, started_at) if rule["pauses"] else []
        if rule["unit"] == "hour":
            at = hours(rule, started_at, breaks)
        elif rule["unit"] == "office_hour":
            at = office_hours(rule, started_at, breaks, office)
        else:
            at = days(rule, started_at, breaks, office)
        dates[rule["code"]] = at
        earliest[rule["purpose"]] = min(at, earliest.get(rule["purpose"], at))
    legal = earliest.get("legal")
    return dates, earliest.get("target", legal), legal


def same(text, moment):
    return (text is None and moment is None) or (
        text is not None and moment is not None and datetime.fromisoformat(text) == moment
    )


def main(path):
    with open(path, encoding="utf-8") as file:
        certificate = json.load(file)
    wrong = 0
    for clock in certificate["clocks"]:
        if not clock["rules"]:
            print(f"{clock['clock']:14} no rule: the date was promised or there is none")
            continue
        dates, target, legal = recompute(clock)
        faults = [
            one["code"] for one in clock["rules"] if not same(one["date"], dates[one["code"]])
        ]
        if not same(clock["target_at"], target):
            faults.append("target")
        if not same(clock["legal_at"], legal):
            faults.append("legal")
        wrong += len(faults)
        print(f"{clock['clock']:14} {target:%Y-%m-%d %H:%M} {', '.join(faults) or 'agrees'}")
    print(f"{certificate['number']}: {'every date follows' if not wrong else f'{wrong} do not'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
