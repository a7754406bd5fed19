-- Rows whose digest the audit trail keeps, so that `cli audit verify` finds one that was changed in place.
select kernel.protect_rows('processes.capture_period', 'id');
select kernel.protect_rows('processes.capture_period_version', 'period_id', 'version');
select kernel.protect_rows('intake.support', 'id');
select kernel.protect_rows('verification.support', 'id');
select kernel.protect_rows('verification.class_move', 'id');
select kernel.protect_rows('verification.roll_answer', 'id');
select kernel.protect_rows('control_desk.verdict', 'id');
select kernel.protect_rows('results.desk_conclusion', 'process_id', 'reviewed');
select kernel.protect_rows('results.closure', 'process_id');
select kernel.protect_rows('results.delivery', 'id');
