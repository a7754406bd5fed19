-- A remark on a template of a rule: `note` is the word for what a person wrote of another.
alter table processes.rule_template rename column note to remark;
