-- Renames the remark on a rule template: elsewhere `note` means text that a person has written.
alter table processes.rule_template rename column note to remark;
